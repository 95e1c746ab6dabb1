"""The sorts in pandas."""


def q1(read):
    return read("x").sort_values(["id6", "v3"])


def q2(read):
    return read("x", ["id1", "id3", "v3"]).sort_values(["id3", "id1", "v3"], ascending=[True, True, False])[
        ["id1", "id3", "v3"]
    ]
