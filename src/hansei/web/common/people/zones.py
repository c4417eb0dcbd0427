"""The time zones somebody can be in."""

import zoneinfo

HOME = "Europe/Berlin"
ZONES = sorted(zone for zone in zoneinfo.available_timezones() if "/" in zone and not zone.startswith("Etc"))
