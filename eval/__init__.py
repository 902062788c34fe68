"""What measures Spotter: question sets, calibration, benchmarks."""
