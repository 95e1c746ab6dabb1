"""The pipelines in Polars' lazy API."""

from datetime import datetime

from polars import col, len

START = datetime(2024, 1, 1)


def mean_by_patient(vitals):
    return vitals.filter(col("timestamp") >= START).group_by("patient_id").agg(col("heart_rate").mean().alias("avg_hr"))


def mean_csv(tables):
    return mean_by_patient(tables["vitals_csv"])


def mean_parquet(tables):
    return mean_by_patient(tables["vitals"])


def monthly(tables):
    seen = (
        tables["encounters"]
        .filter(col("facility").is_in(["UCSF", "ZSFG"]))
        .select("patient_id", "facility")
        .unique()
    )
    return (
        tables["vitals"]
        .filter(col("timestamp") >= START)
        .select(
            "patient_id",
            "heart_rate",
            "bmi",
            col("timestamp").dt.year().alias("year"),
            col("timestamp").dt.month().alias("month"),
        )
        .join(seen, on="patient_id")
        .group_by("facility", "year", "month")
        .agg(len().alias("num_vitals"), col("heart_rate").mean().alias("avg_hr"), col("bmi").mean().alias("avg_bmi"))
        .sort("facility", "year", "month")
    )


def hba1c(tables):
    return (
        tables["labs"]
        .filter(col("test_name") == "HbA1c")
        .join(tables["patients"], on="patient_id")
        .group_by("age_group", "gender")
        .agg(col("result_value").mean().alias("avg_hba1c"))
    )
