"""The pipelines in pandas."""

import pandas as pd

START = pd.Timestamp(2024, 1, 1)


def mean_by_patient(vitals):
    recent = vitals[vitals["timestamp"] >= START]
    return recent.groupby("patient_id", as_index=False, sort=False, dropna=False).agg(avg_hr=("heart_rate", "mean"))


def mean_csv(read):
    return mean_by_patient(read("vitals_csv", ["patient_id", "timestamp", "heart_rate"], ["timestamp"]))


def mean_parquet(read):
    return mean_by_patient(read("vitals", ["patient_id", "timestamp", "heart_rate"]))


def monthly(read):
    encounters = read("encounters", ["patient_id", "facility"])
    seen = encounters[encounters["facility"].isin(["UCSF", "ZSFG"])].drop_duplicates()
    vitals = read("vitals", ["patient_id", "timestamp", "heart_rate", "bmi"])
    vitals = vitals[vitals["timestamp"] >= START]
    vitals = vitals.assign(year=vitals["timestamp"].dt.year, month=vitals["timestamp"].dt.month)
    # Missing patients are no partners: pandas would join them to one another.
    joined = vitals.dropna(subset="patient_id").merge(seen, on="patient_id")
    return joined.groupby(["facility", "year", "month"], as_index=False).agg(
        num_vitals=("patient_id", "size"), avg_hr=("heart_rate", "mean"), avg_bmi=("bmi", "mean")
    )


def hba1c(read):
    labs = read("labs", ["patient_id", "test_name", "result_value"])
    patients = read("patients", ["patient_id", "age_group", "gender"])
    joined = labs[labs["test_name"] == "HbA1c"].dropna(subset="patient_id").merge(patients, on="patient_id")
    return joined.groupby(["age_group", "gender"], as_index=False, dropna=False).agg(avg_hba1c=("result_value", "mean"))


def to_parquet(read):
    return read("vitals_csv", None, ["timestamp"])
