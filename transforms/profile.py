"""Profiles: what principals do becomes cases, by what is usual for them, their account and the buckets."""

import apache_beam as beam

from models.codecs import ACTIVITIES, ADDRESSED, CASES, PRESENCES, PROFILES, SEEN, SURROUNDINGS
from models.config.config import Config
from models.detectors.first_time import TYPES, first_times
from models.profiles.presence import presences
from models.profiles.profile import ProfileFolder, Seen
from models.profiles.surroundings import SurroundingsFolder
from transforms import places
from transforms.fold import Codecs, FoldInOrder, Mode, WarmStart


class ProfilePrincipals(beam.PTransform):
    """Fold activity into the profiles of accounts and buckets, then into those of principals.

    Input: (principal's key, activity). Output: (principal's key, its cases), all that one firing makes in one element.
    Windowing, emission and state: `FoldInOrder`, twice: what an account and a bucket make of a window has arrived when
    the principal's fold comes to it. State per key: some 100 kB at most, mostly far less; forgotten after 63 days.
    """

    def __init__(self, config: Config, mode: Mode, warm: WarmStart) -> None:
        super().__init__()
        lateness_ms = mode.allowed_lateness_ms
        self._surroundings = FoldInOrder(
            SurroundingsFolder(lateness_ms), Codecs(PRESENCES, SURROUNDINGS, ADDRESSED), mode, places.SURROUNDINGS, warm
        )
        asked = first_times if any(config.enabled(name) for name in TYPES) else None
        folder = ProfileFolder(config.learning.days, frozenset(config.regions.enabled), lateness_ms, asked)
        self._profiles = FoldInOrder(folder, Codecs(SEEN, PROFILES, CASES), mode, places.PROFILES, warm, together=True)

    def expand(self, pcoll):
        """Ask the surroundings, put their answers beside the activity, fold both."""
        keyed = tuple[bytes, bytes]
        settings = (
            pcoll
            | "Tell surroundings" >> beam.FlatMapTuple(_presences).with_output_types(keyed)
            | "Fold surroundings" >> self._surroundings
            | "Settings" >> beam.Map(_setting).with_output_types(keyed)
        )
        seen = pcoll | "Activities" >> beam.MapTuple(_activity).with_output_types(keyed)
        return (seen, settings) | "All seen" >> beam.Flatten() | "Fold profiles" >> self._profiles


def _presences(key: bytes, data: bytes):
    for context, presence in presences(key, ACTIVITIES.decode(data)):
        yield context.to_bytes(), PRESENCES.encode(presence)


def _setting(element: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    addressed = ADDRESSED.decode(element[1])
    return addressed.principal, SEEN.encode(Seen(addressed.setting.end_ms, setting=addressed.setting))


def _activity(key: bytes, data: bytes) -> tuple[bytes, bytes]:
    activity = ACTIVITIES.decode(data)
    return key, SEEN.encode(Seen(activity.end_ms, activity=activity))
