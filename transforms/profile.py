"""Profiles: what principals do becomes cases, by what is usual for them, their account and the buckets."""

import apache_beam as beam

from models.codecs import ADDRESSED, CASES, PRESENCES, PROFILES, SEEN, SURROUNDINGS
from models.config.config import Config
from models.detectors.first_time import TYPES, first_times
from models.profiles.presence import presences
from models.profiles.profile import ProfileFolder, Seen
from models.profiles.surroundings import SurroundingsFolder
from transforms import places
from transforms.fold import Codecs, FoldInOrder, Mode, WarmStart
from transforms.keyed import grouped


class ProfilePrincipals(beam.PTransform):
    """Fold activity into the profiles of accounts and buckets, then into those of principals.

    Input: (principal's key, its activities). Output: (principal's key, its cases): all that one firing makes.
    Windowing, emission and state: `FoldInOrder`, twice: what an account and a bucket make of a window has arrived when
    the principal's fold comes to it. State per key: some 100 kB at most, mostly far less; forgotten after 63 days.
    """

    def __init__(self, config: Config, mode: Mode, warm: WarmStart) -> None:
        super().__init__()
        lateness_ms = mode.allowed_lateness_ms
        self._surroundings = FoldInOrder(
            SurroundingsFolder(config.learning.days, lateness_ms),
            Codecs(PRESENCES, SURROUNDINGS, ADDRESSED),
            mode,
            places.SURROUNDINGS,
            warm,
            together=True,
        )
        asked = first_times if any(config.enabled(name) for name in TYPES) else None
        folder = ProfileFolder(config.learning.days, frozenset(config.regions.enabled), lateness_ms, asked)
        self._profiles = FoldInOrder(folder, Codecs(SEEN, PROFILES, CASES), mode, places.PROFILES, warm, together=True)

    def expand(self, pcoll):
        """Ask the surroundings, put their answers beside the activities, fold both."""
        keyed = tuple[bytes, bytes]
        settings = (
            pcoll
            | "Tell surroundings" >> beam.FlatMapTuple(_presences).with_output_types(keyed)
            | "Fold surroundings" >> self._surroundings
            | "Settings" >> beam.FlatMapTuple(_settings).with_output_types(keyed)
        )
        return (pcoll, settings) | "All seen" >> beam.Flatten() | "Fold profiles" >> self._profiles


def _presences(key: bytes, data: bytes) -> list[tuple[bytes, bytes]]:
    """What a principal's activities say to its account and its buckets, as one element for each of these."""
    activities = (seen.activity for seen in SEEN.decode(data) if seen.activity)
    told = (each for activity in activities for each in presences(key, activity))
    return grouped(((context.to_bytes(), presence) for context, presence in told), PRESENCES)


def _settings(_context: bytes, data: bytes) -> list[tuple[bytes, bytes]]:
    """What a context makes of principals, as one element for each of these."""
    told = ((each.principal, Seen(each.setting.end_ms, setting=each.setting)) for each in ADDRESSED.decode(data))
    return grouped(told, SEEN)
