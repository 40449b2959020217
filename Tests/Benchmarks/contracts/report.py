"""The table, the plot and the bars of run.sh contracts."""

import json

# The most that a measure may be, its unit, and whether it must stay flat.
BARS = {
    "proposal, consumer": (10, "ms CPU", True),
    "proposal, provider": (10, "ms CPU", True),
    "idle, consumer": (5, "ms CPU/s", True),
    "idle, provider": (5, "ms CPU/s", True),
    "start, consumer": (2, "s", False),
    "start, provider": (2, "s", False),
    "comparing, consumer": (5, "s CPU", False),
    "comparing, provider": (5, "s CPU", False),
    "contract list, CPU": (100, "ms CPU", True),
    "contract list, time": (100, "ms", True),
    "grants not usable": (0, "", False),
    "served after a revoke": (0, "", False),
    "publishing, provider": (10, "ms CPU", True),
    "publishing, directory": (10, "ms CPU", True),
    "services, any page": (5, "ms CPU", True),
    "services, by name": (5, "ms CPU", True),
}

# Flat is what grows by no more than this, a hundred times as many contracts, and this much noise.
GROWTH, NOISE = 1.5, 1.0
WIDTH = 40


class Report:
    def __init__(self):
        self.found = {}

    def add(self, measure, size, value):
        self.found.setdefault(measure, {})[size] = value

    def verdict(self, measure, bars):
        """Why a measure misses its bar; empty when it does not."""
        most, _, is_flat = bars[measure]
        values = self.found[measure]
        least = values[min(values)]
        for size, value in sorted(values.items()):
            if value > most:
                return f"misses the bar of {most} at {size}"
            if is_flat and value > least * GROWTH + NOISE:
                return f"is not flat: {least:.2f} at {min(values)}, {value:.2f} at {size}"
        return ""

    def show(self, bars):
        """Prints a table and a plot; gives whether every bar is kept."""
        missing = [measure for measure in bars if measure not in self.found]
        passes = not missing
        for measure in missing:
            print(f"{measure}: was not measured")
        print(f"\n{'':24} {'unit':>9} {'bar':>5}  values by size")
        for measure in bars:
            if measure in missing:
                continue
            most, unit, _ = bars[measure]
            values = sorted(self.found[measure].items())
            shown = "  ".join(f"{size}: {value:.2f}" for size, value in values)
            problem = self.verdict(measure, bars)
            passes = passes and not problem
            print(f"{measure:24} {unit:>9} {most:>5}  {shown}" + (f"  FAILS: {problem}" if problem else ""))
        for measure in bars:
            if measure in missing or bars[measure][0] == 0:
                continue
            most = bars[measure][0]
            print(f"\n{measure} ({bars[measure][1]}; | is the bar, {most})")
            top = max(most, *self.found[measure].values())
            for size, value in sorted(self.found[measure].items()):
                length = round(value / top * WIDTH)
                line = ("#" * length).ljust(WIDTH + 1)
                place = round(most / top * WIDTH)
                line = line[:place] + "|" + line[place + 1:]
                print(f"{size:>8} {line} {value:.2f}")
        print("\n" + ("all bars are kept" if passes else "a bar is missed"))
        return passes

    def write(self, path, bars):
        with open(path, "w", encoding="utf-8") as file:
            json.dump({
                "benchmark": "contracts",
                "measures": {
                    measure: {
                        "unit": bars[measure][1], "bar": bars[measure][0],
                        "values": {str(size): value for size, value in sorted(values.items())},
                        "passes": not self.verdict(measure, bars),
                    }
                    for measure, values in self.found.items()
                },
            }, file, indent=2)
            file.write("\n")
