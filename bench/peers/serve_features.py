"""The nine features of the default recipe, in its order."""
import math

TYPES = {"L": 0, "M": 1, "H": 2}
FEATURES = ["type", "air_temperature_k", "process_temperature_k", "rotational_speed_rpm", "torque_nm",
            "tool_wear_min", "power_w", "temperature_difference_k", "strain_min_nm"]


def features(reading):
    return [TYPES[reading.type], reading.air_temperature_k, reading.process_temperature_k,
            reading.rotational_speed_rpm, reading.torque_nm, reading.tool_wear_min,
            reading.torque_nm * reading.rotational_speed_rpm * 2 * math.pi / 60,
            reading.process_temperature_k - reading.air_temperature_k,
            reading.tool_wear_min * reading.torque_nm]
