"""CloudTrail as a source: who calls, which calls they make, and the record that each leaves.

=============  ===================================================================================
`identity`     callers: users, sessions of roles, root, AWS services, and their ``userIdentity``
`agents`       user agents of browsers, SDKs, command lines and tools
`event`        one call as CloudTrail records it
`s3`           calls to S3, which look different from all others
`apis`         the calls of everyday work, with plausible parameters
`mixes`        which of them each kind of caller makes; `console`: what a page of the console calls
`habits`       what makes one day unlike another, and somebody's days alike
`people`       people at work; `machines`: instances, functions and builds; `services`: AWS's own calls
`objects`      what people and machines read and write in S3; `occasions`: what happens seldom
`background`   all of them: a day in the life of the organisation, which raises no finding
`files`        where the records lie
=============  ===================================================================================
"""
