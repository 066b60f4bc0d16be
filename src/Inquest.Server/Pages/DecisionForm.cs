using System.Globalization;
using Inquest.Storage.Accounts;
using Inquest.Storage.Decisions;

namespace Inquest.Server.Pages;

/// <summary>Reads what a form decides about issues.</summary>
static class DecisionForm
{
    /// <summary>Lengths of ignoring, as forms offer them: how many days, or how many more events.</summary>
    static readonly (string Value, int? Days, int? Events)[] Until =
    [
        ("", null, null), ("1d", 1, null), ("7d", 7, null), ("30d", 30, null), ("10", null, 10), ("100", null, 100), ("1000", null, 1000),
    ];

    public static IssueDecision? Decision(IFormCollection form) => form["action"].ToString() switch
    {
        "resolve" => IssueDecision.Resolve,
        "resolve-next" => IssueDecision.ResolveInNextRelease,
        "ignore" or "ignore-until" => IssueDecision.Ignore,
        "assign" => IssueDecision.Assign,
        "reopen" => IssueDecision.Reopen,
        "undo" => IssueDecision.Undo,
        _ => null,
    };

    /// <summary>Until when and for whom; null when the form names somebody who is no member.</summary>
    public static DecisionDetails? Details(IFormCollection form, IReadOnlyList<MemberEntry> members, DateTimeOffset now)
    {
        switch (form["action"].ToString())
        {
            case "ignore-until":
                var until = Array.Find(Until, entry => entry.Value == form["until"].ToString());
                return new() { Until = until.Days is { } days ? now.AddDays(days) : null, MoreEvents = until.Events };
            case "assign" when form["assignee"].ToString() is { Length: > 0 } text:
                var member = members.FirstOrDefault(entry => entry.UserId.ToString(CultureInfo.InvariantCulture) == text);
                return member is null ? null : new() { AssigneeId = member.UserId, AssigneeName = member.Name };
            default:
                return DecisionDetails.None;
        }
    }
}
