"""Profiles: what is usual for a principal, its account and a bucket, and how a window of activity differs from it.

`items`       how often something is seen: unseen, rare, infrequent, frequent
`vector`      a window of an entity's activity as numbers, and the families of such vectors
"""
