"""The names of the intents, as `intents/intents.yaml` promises them.

They carry the prefix ``Supine`` because a Rhasspy profile is shared with other skills.
"""

from enum import StrEnum


class Intent(StrEnum):
    """What can be asked of supine."""

    START_ROUTINE = "SupineStartRoutine"
    READY = "SupineReady"
    PAUSE = "SupinePause"
    RESUME = "SupineResume"
    REPEAT = "SupineRepeat"
    RESTART_STEP = "SupineRestartStep"
    NEXT = "SupineNext"
    BACK = "SupineBack"
    HOW_LONG = "SupineHowLong"
    STOP = "SupineStop"
    HELP_UP = "SupineHelpUp"
    SHORTER = "SupineShorter"
    LONGER = "SupineLonger"
    PAIN = "SupinePain"
    RED_FLAG = "SupineRedFlag"
    SAY_LESS = "SupineSayLess"
    SAY_MORE = "SupineSayMore"
    SLOWER = "SupineSlower"
    FASTER = "SupineFaster"
    LOUDER = "SupineLouder"
    SOFTER = "SupineSofter"
    YES = "SupineYes"
    NO = "SupineNo"
    CHOOSE = "SupineChoose"
    GENTLER = "SupineGentler"
    FINISH = "SupineFinish"
    REMIND_ME = "SupineRemindMe"
    LIST_REMINDERS = "SupineListReminders"
    MISSED_REMINDERS = "SupineMissedReminders"
    WHY_NO_REMINDER = "SupineWhyNoReminder"
    MOVE_REMINDER = "SupineMoveReminder"
    CANCEL_REMINDER = "SupineCancelReminder"
    REMINDERS_OFF = "SupineRemindersOff"
    REMINDERS_ON = "SupineRemindersOn"
    LATER = "SupineLater"
    NOT_TODAY = "SupineNotToday"
