"""The ten questions in Polars' lazy API."""

from polars import col, corr, len


def q1(tables):
    return tables["x"].group_by("id1").agg(col("v1").sum())


def q2(tables):
    return tables["x"].group_by("id1", "id2").agg(col("v1").sum())


def q3(tables):
    return tables["x"].group_by("id3").agg(col("v1").sum(), col("v3").mean())


def q4(tables):
    return tables["x"].group_by("id4").agg(col("v1", "v2", "v3").mean())


def q5(tables):
    return tables["x"].group_by("id6").agg(col("v1", "v2", "v3").sum())


def q6(tables):
    return tables["x"].group_by("id4", "id5").agg(col("v3").median().alias("median_v3"), col("v3").std().alias("sd_v3"))


def q7(tables):
    return tables["x"].group_by("id3").agg((col("v1").max() - col("v2").min()).alias("range_v1_v2"))


def q8(tables):
    return tables["x"].group_by("id6").agg(col("v3").top_k(2).alias("largest2_v3")).explode("largest2_v3")


def q9(tables):
    return tables["x"].group_by("id2", "id4").agg((corr("v1", "v2") ** 2).alias("r2"))


def q10(tables):
    keys = ["id1", "id2", "id3", "id4", "id5", "id6"]
    return tables["x"].group_by(keys).agg(col("v3").sum(), len().alias("n"))
