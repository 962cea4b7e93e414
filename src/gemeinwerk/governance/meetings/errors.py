"""Why something about a meeting was refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gemeinwerk.kernel.errors import NotAllowed, NotFound, UserError


class MeetingUnknown(NotFound):
    message = _("This meeting does not exist, or your authority does not belong to its alliance.")


class BodyUnknown(NotFound):
    message = _("This body does not exist in the alliance, or it was closed.")


class ItemUnknown(NotFound):
    message = _("This item is not on the agenda any more. Reload the page.")


class TaskUnknown(NotFound):
    message = _("This task does not exist.")


class NotChairNorOffice(NotAllowed):
    message = _(
        "Only the chair of “%(body)s” (%(chair)s) or the office of the alliance (%(office)s) may"
        " do this. Ask one of them."
    )


class NotTheChair(NotAllowed):
    message = _("Only the chair of “%(body)s” (%(chair)s) releases the minutes. Ask the chair.")


class NotYourTask(NotAllowed):
    message = _("This task is one of %(member)s. Only that authority says that it is done.")


class NoSeatHere(NotAllowed):
    message = _(
        "Your authority has no seat in “%(body)s”, so it cannot bring topics there. Ask the office"
        " of the alliance."
    )


class RhythmWrong(UserError):
    message = _(
        "A series has 1 to %(most)d meetings, every 1 to 52 weeks or every 1 to 12 months. Correct"
        " the numbers."
    )


class DaysUnreadable(UserError):
    message = _(
        "“%(text)s” is no day. Write each day in a line of its own, for example 24.11.2026."
    )


class NoDays(UserError):
    message = _("No day was given. Enter at least one.")


class TooManyDays(UserError):
    message = _("More than %(most)d meetings at once are not planned. Plan them in parts.")


class InThePast(UserError):
    message = _("%(day)s is past. Choose a day from today on.")


class EndsBeforeStart(UserError):
    message = _("The meeting would end before it begins. Correct the times.")


class PlaceMissing(UserError):
    message = _("A meeting in person needs a place. Enter where people come together.")


class LinkMissing(UserError):
    message = _("A digital meeting needs a link. Enter the address at which people join.")


class LinkWrong(UserError):
    message = _("“%(link)s” is no web address. It begins with https://. Copy it once more.")


class AgendaEmpty(UserError):
    message = _("The agenda is empty. Put at least one item on it before you invite.")


class NoSeats(UserError):
    message = _("“%(body)s” has no seats yet, so nobody could be invited. Give seats first.")


class NoticeTooShort(UserError):
    message = _(
        "The notice is too short: %(given)d of %(needed)d %(unit)s lie between today and the"
        " meeting (%(reference)s). Move the meeting, invite as urgent, or confirm that you invite"
        " all the same; invitation and minutes will say so."
    )


class UrgencyWithoutReason(UserError):
    message = _("An urgent invitation needs a reason. Say why the meeting cannot wait.")


class NoUrgentNotice(UserError):
    message = _(
        "“%(body)s” knows no shorter notice for urgent meetings. Enter it with its reference, or"
        " invite with the ordinary notice."
    )


class NoticeRuleIncomplete(UserError):
    message = _(
        "A period of notice needs the number of days and the reference that sets it. Enter both."
    )


class UrgentNotShorter(UserError):
    message = _("The notice for urgent meetings must not be longer than the ordinary one.")


class WrongState(UserError):
    message = _("The meeting is “%(state)s”, so this cannot be done any more. Reload the page.")


class NotInvited(UserError):
    message = _("Nobody has been invited to this meeting yet. Invite first.")


class NotTheDayYet(UserError):
    message = _("The meeting is on %(day)s. Attendance is entered from that day on.")


class AttendanceMissing(UserError):
    message = _("Attendance is not recorded yet. Enter who was there before you draft the minutes.")


class AttendanceIncomplete(UserError):
    message = _("It is not entered for %(members)s whether they were there. Choose for each seat.")


class MotionNotWaiting(UserError):
    message = _("This motion does not wait for “%(body)s” any more. Reload the page.")


class MotionOnAgenda(UserError):
    message = _("“%(title)s” is on the agenda of a meeting already. Take it off there first.")


class MotionBeingVoted(UserError):
    message = _("The vote on “%(title)s” has begun, so it stays on the agenda.")


class VoteStillOpen(UserError):
    message = _(
        "The vote on “%(title)s” is still open. Close it before the minutes are drafted or"
        " released."
    )


class SecondNeedsFirst(UserError):
    message = _("A second meeting is called once the first was held. Record its attendance first.")


class NothingLeft(UserError):
    message = _("Every motion of this meeting was decided. There is nothing for a second meeting.")


class SecondCalled(UserError):
    message = _("A second meeting with this agenda has been called already. Open it in the list.")


class CancelNeedsReason(UserError):
    message = _("Say in a sentence why the meeting does not take place.")


class MinutesMissing(UserError):
    message = _("There are no minutes yet. Draft them first.")


class MinutesReleased(UserError):
    message = _("The minutes were released on %(day)s and are not changed any more.")


class MinutesChanged(UserError):
    message = _(
        "Somebody else has changed this item meanwhile. Your text was not stored; compare both and"
        " save again."
    )


class MinuteTakerMissing(UserError):
    message = _("Minutes are signed by chair and minute taker. Enter who took the minutes.")


class NotAllPublic(UserError):
    message = _("These items are not public: %(items)s. Minutes with them are not published.")


class DueInThePast(UserError):
    message = _("A task is due today or later. Correct the day.")


class TaskDone(UserError):
    message = _("This task is marked as done already.")


class TextMissing(UserError):
    message = _("Something is not filled in: %(field)s.")


class NotAMember(UserError):
    message = _("This authority does not belong to the alliance today. Choose another one.")
