"""Badejo and Ierapetritou 2024, doi 10.1016/j.compchemeng.2024.108769: tactical plans."""
