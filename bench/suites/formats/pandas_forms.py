"""The questions in pandas."""


def scan(read, table):
    x = read(table, ["id1", "id3", "v1", "v3"])
    return x.groupby("id1", as_index=False, sort=False).agg(
        id3=("id3", "max"), v1=("v1", "sum"), v3=("v3", "mean"), n=("v3", "size")
    )


def scan_plain(read):
    return scan(read, "plain")


def scan_snappy(read):
    return scan(read, "snappy")


def scan_zstd(read):
    return scan(read, "zstd")


def scan_csv(read):
    return scan(read, "csv")


def scan_gzip(read):
    return scan(read, "gzip")


def write_parquet(read):
    return read("snappy")


def write_csv(read):
    return read("snappy")
