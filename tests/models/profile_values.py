"""Values of the codecs of profiles, with something in every field, and the bytes that version 1 wrote for them."""

from __future__ import annotations

from typing import Any

from models.findings.sighting import Call
from models.profiles.activity import Act, Activity, Key
from models.profiles.items import Item
from models.profiles.profile import Case, Profile, Seen
from models.profiles.surroundings import Addressed, Amount, Presence, Setting, Surroundings
from models.profiles.suspects import Suspect
from models.profiles.vector import Vector
from models.profiles.volumes import Volume

END = 1_772_409_600_000
PRINCIPAL = Key("principal", "111122223333", "arn:aws:iam::111122223333:user/dev")
BUCKET = Key("bucket", "111122223333", "reports")
CALL = Call(
    service="s3.amazonaws.com",
    api="GetObject",
    error_code="",
    caller="203.0.113.10",
    user_agent="aws-cli/2",
    access_key_id="AKIADEV",
    principal_id="AIDADEV",
    principal=PRINCIPAL.name,
    user_name="dev",
    user_type="IAMUser",
    caller_account="111122223333",
    severity=0.0,
)
AXES = {"APIs": {"s3:GetObject": Item(20_513, 5)}}
VOLUMES = {"read": Volume({492_336: 7}, {20_513: 7}, 20_500)}
AMOUNT = Amount(7, 3, 5)
SETTING = Setting(END, BUCKET, {"APIs": {"s3:GetObject": 1}}, {"APIs": {3: ["s3:GetObject"]}}, {"read": AMOUNT})
ACTIVITY = Activity(END, [Act("eu-west-1", "reports", "", CALL)], [1], [61], ["e1"], [2_048])
SUSPECT = Suspect(
    "eu-west-1", "reports", CALL, "s3:GetObject", "read", "Exfiltration", 3, ((END - 1, "e1"),), ("Exfiltration:S3/x",)
)
VECTOR = Vector("s3_access", 1, "111122223333", PRINCIPAL.name, END, (1.25, 0.0))

VALUES: dict[str, Any] = {
    "presences": [Presence(END, PRINCIPAL.to_bytes(), {"APIs": ["s3:GetObject"]}, {"read": {"e1": 2_048}})],
    "surroundings": Surroundings(20_500, END, AXES, VOLUMES, {"e1": END}),
    "addressed settings": [Addressed(PRINCIPAL.to_bytes(), SETTING)],
    "seen": [Seen(END, ACTIVITY, None), Seen(END, None, SETTING)],
    "profile": Profile(20_500, END, AXES, VOLUMES, {"e1": END}),
    "cases": [Case(VECTOR, [SUSPECT], '{"a":1}', [SUSPECT])],
}

#: These never change: a new version adds its own beside them.
VERSION_1 = {
    "presences": (
        "019194cf0000019cabd83800c43c93a97072696e636970616cac313131313232323233333333d92261726e3a6177733a6961"
        "6d3a3a3131313132323232333333333a757365722f64657681a44150497391ac73333a4765744f626a65637481a472656164"
        "81a26531cd0800"
    ),
    "surroundings": (
        "0195cd5014cf0000019cabd8380081a44150497381ac73333a4765744f626a65637492cd50210581a4726561649381ce0007"
        "83300781cd502107cd501481a26531cf0000019cabd83800"
    ),
    "addressed settings": (
        "019192c43c93a97072696e636970616cac313131313232323233333333d92261726e3a6177733a69616d3a3a313131313232"
        "3232333333333a757365722f64657695cf0000019cabd8380093a66275636b6574ac313131313232323233333333a7726570"
        "6f72747381a44150497381ac73333a4765744f626a6563740181a441504973810391ac73333a4765744f626a65637481a472"
        "65616493070305"
    ),
    "seen": (
        "019293cf0000019cabd8380096cf0000019cabd838009195a965752d776573742d31a77265706f727473a0dc0011b073332e"
        "616d617a6f6e6177732e636f6da94765744f626a656374a0ac3230332e302e3131332e3130a96177732d636c692f32a7414b"
        "4941444556a741494441444556d92261726e3a6177733a69616d3a3a3131313132323232333333333a757365722f646576a3"
        "646576a749414d55736572ac313131313232323233333333cb000000000000000090a0a0a0c2a09101913d91a2653191cd08"
        "00c093cf0000019cabd83800c095cf0000019cabd8380093a66275636b6574ac313131313232323233333333a77265706f72"
        "747381a44150497381ac73333a4765744f626a6563740181a441504973810391ac73333a4765744f626a65637481a4726561"
        "6493070305"
    ),
    "profile": (
        "0195cd5014cf0000019cabd8380081a44150497381ac73333a4765744f626a65637492cd50210581a4726561649381ce0007"
        "83300781cd502107cd501481a26531cf0000019cabd83800"
    ),
    "cases": (
        "01919496a973335f61636365737301ac313131313232323233333333d92261726e3a6177733a69616d3a3a31313131323232"
        "32333333333a757365722f646576cf0000019cabd8380092cb3ff4000000000000cb00000000000000009199a965752d7765"
        "73742d31a77265706f7274739fb073332e616d617a6f6e6177732e636f6da94765744f626a656374a0ac3230332e302e3131"
        "332e3130a96177732d636c692f32a7414b4941444556a741494441444556d92261726e3a6177733a69616d3a3a3131313132"
        "323232333333333a757365722f646576a3646576a749414d55736572ac313131313232323233333333cb0000000000000000"
        "90a0a0ac73333a4765744f626a656374a472656164ac457866696c74726174696f6e039192cf0000019cabd837ffa2653191"
        "b1457866696c74726174696f6e3a53332f78a77b2261223a317d9199a965752d776573742d31a77265706f7274739fb07333"
        "2e616d617a6f6e6177732e636f6da94765744f626a656374a0ac3230332e302e3131332e3130a96177732d636c692f32a741"
        "4b4941444556a741494441444556d92261726e3a6177733a69616d3a3a3131313132323232333333333a757365722f646576"
        "a3646576a749414d55736572ac313131313232323233333333cb000000000000000090a0a0ac73333a4765744f626a656374"
        "a472656164ac457866696c74726174696f6e039192cf0000019cabd837ffa2653191b1457866696c74726174696f6e3a5333"
        "2f78"
    ),
}
