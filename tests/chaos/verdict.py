"""What all of it comes to: the figures, and whatever was not as it should be."""

from collections.abc import Sequence
from itertools import chain

from chaos.account import Plan
from chaos.faults import SILENT, Faults, summed
from chaos.house import House
from chaos.people import Reminded, Run
from kept import Kept

OFF_MAX_S = 2.0


def of_today(records: Sequence[Kept]) -> list[Kept]:
    """Return the records of the newest date: a clock set back goes over yesterday again."""
    newest = max((record.local_date for record in records), default="")
    return [record for record in records if record.local_date == newest]


class Verdict:
    """What all of it comes to."""

    def __init__(
        self,
        plan: Plan,
        house: House,
        faults: Faults,
        runs: Sequence[Run],
        reminded: Sequence[Reminded],
        disk: dict[str, list[Kept]],
    ) -> None:
        self._plan, self.runs, self.faults = plan, runs, faults
        self.worst: list[float] = []
        self.off, self.doubled, self.lost, self.totals_off = [], [], [], []
        self.excused = 0
        for run in runs:
            late_s = house.lateness.worst_s(run.began_at, run.ended_at)
            self.worst += [abs(off_s) for off_s, _ in run.account.off_s]
            where = f"{run.site} from {run.began_at:.0f} s"
            self.off += [
                f"{where}: {what}"
                for off_s, what in run.account.off_s
                if abs(off_s) > OFF_MAX_S + late_s
            ]
            self.doubled += [f"{where}: {text}" for text in run.account.doubled]
            for text, since, until in run.account.lost:
                if faults.silence(run.site, since - 5, until + 5):
                    self.excused += 1
                else:
                    self.lost.append(f"{where}: {text} between {since:.0f} and {until:.0f} s")
            total_s, leave_s = run.total_off_s, self._begin_s(run) + self._tail_s(run)
            if total_s is not None and abs(total_s) > OFF_MAX_S + late_s + leave_s:
                self.totals_off.append(f"{where}: {total_s:.1f} s")
        self._look_at_reminders(reminded, disk)

    def _begin_s(self, run: Run) -> float:
        """Return how late it may have begun: a broker that stands still hands on words late."""
        frozen = self.faults.spells_of("frozen", run.began_at, run.began_at + 5)
        return max((spell.until - run.began_at for spell in frozen), default=0.0)

    def _tail_s(self, run: Run) -> float:
        """Return what faults at the very end, when there is no rest left, may cost."""
        close_at = run.began_at + self._plan.total_s - 40
        return self.faults.leave(run.site, close_at, run.ended_at)[1] + 10 * any(
            spell.kind in SILENT | {"late"} and spell.site in (None, run.site)
            for spell in self.faults.spells
            if spell.until >= close_at and spell.since <= run.ended_at
        )

    def _look_at_reminders(self, reminded: Sequence[Reminded], disk: dict[str, list[Kept]]) -> None:
        self.reminders_lost, self.reminders_doubled = [], []
        self.again = 0
        for one in reminded:
            for text, due_at in one.due.items():
                records = of_today(disk.get(f"ring-{text.split()[1].rstrip('.')}", []))
                asked = one.asked(text)
                settled_at = one.settled.get(text, float("inf"))
                what = f"{text} due {due_at:.0f} s, asked {[round(at) for at in asked]}"
                merged = any(record.state == "merged" for record in records) and any(
                    one.asked(other) for other in one.due
                )
                if len(records) != 1 or records[0].open or not (asked or merged):
                    self.reminders_lost.append(f"{what}: {records}")
                if any(at > settled_at for at in asked):
                    self.reminders_doubled.append(f"{what}, settled {settled_at:.0f}")
                self.again += max(0, len(asked) - 1)
        self.reminders = sum(len(one.due) for one in reminded)

    def report(self, seed: int, stuck: list[str], deaf_s: float) -> str:
        """Return the figures, and what was wrong."""
        worst = sorted(self.worst)
        p99 = worst[int(len(worst) * 0.99)] if worst else 0.0
        faults = self.faults.counts
        touched = sum(run.account.touched for run in self.runs)
        late = "beside a dialogue or a late report"
        waited = [each for run in self.runs for each in run.account.waited_s if each > OFF_MAX_S]
        longest_s = max(waited, default=0.0)
        wrong = (self.off, self.totals_off, self.doubled, self.lost)
        return "\n".join(
            (
                f"chaos: seed {seed}: {sum(faults.values())} faults: {'; '.join(summed(faults))}",
                (
                    f"practices {len(self.runs)}; silences {len(worst)}, {touched} of them {late}: "
                    f"{len(waited)} waited over {OFF_MAX_S:g} s, at most {longest_s:.0f} s"
                ),
                (
                    f"silences off by {p99:.2f} s (p99), {max(worst, default=0.0):.2f} s (worst); "
                    f"over {OFF_MAX_S:g} s: {len(self.off)}; whole practices {len(self.totals_off)}"
                ),
                (
                    f"sentences doubled {len(self.doubled)}; lost in faults {self.excused}, "
                    f"without {len(self.lost)}"
                ),
                (
                    f"reminders {self.reminders}: lost {len(self.reminders_lost)}, "
                    f"doubled {len(self.reminders_doubled)}, asked again unanswered {self.again}"
                ),
                f"nobody listened for {deaf_s:.0f} s at most; restarts needed {len(stuck)}",
                *(f"  {each}" for each in chain(*wrong)),
                *(f"  {each}" for each in (*self.reminders_lost, *self.reminders_doubled)),
            )
        )
