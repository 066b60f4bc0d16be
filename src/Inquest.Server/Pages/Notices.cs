using System.Globalization;
using Inquest.Storage.Decisions;
using Inquest.Web.Text;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Carries "3 issues resolved, undo" from a form to the page after it.</summary>
static class Notices
{
    public const string Merged = "Merged";
    public const string SplitOff = "SplitOff";

    /// <param name="context">The request of the form.</param>
    /// <param name="what">An <see cref="IssueDecision"/>, a <see cref="RegroupError"/>, or a constant of this type.</param>
    /// <param name="ids">The issues that changed; undo is offered for them.</param>
    public static void Set(HttpContext context, string what, IReadOnlyList<long> ids) =>
        context.Response.Cookies.Append(
            Cookies.Notice,
            $"{what}:{ids.Count}:{string.Join('.', ids.Take(PageLimits.UndoIdsMax))}",
            Cookies.Options(context, TimeSpan.FromMinutes(1)));

    /// <summary>The notice, once.</summary>
    public static Notice? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookies.Notice] is not { Length: > 0 } text)
        {
            return null;
        }

        context.Response.Cookies.Delete(Cookies.Notice, Cookies.Options(context, TimeSpan.Zero));
        if (text.Split(':') is not [var what, var countText, var idText]
            || !int.TryParse(countText, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        List<long> ids = [];
        foreach (var part in idText.Split('.'))
        {
            if (long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                ids.Add(id);
            }
        }

        return what switch
        {
            Merged => new("Merged. The others' addresses lead here.", UndoIds: ids),
            SplitOff => new("Split off. Its events are on their way here.", UndoIds: ids),
            nameof(RegroupError.NoSuchIssue) => new("There is no such issue to merge with.", IsError: true),
            nameof(RegroupError.OtherProject) => new("Issues of different projects cannot be merged.", IsError: true),
            nameof(RegroupError.NothingToMerge) => new("A merge needs two different issues.", IsError: true),
            nameof(RegroupError.NotAPart) => new("Choose some of the fingerprints, not all of them.", IsError: true),
            _ when Verb(what) is not { } verb => null,
            _ when count == 0 => new("Nothing changed."),
            _ => new($"{Figure.Count(count, "issue")} {Verb(what)}", UndoIds: what == nameof(IssueDecision.Undo) || count > ids.Count ? null : ids),
        };
    }

    static string? Verb(string what) => what switch
    {
        nameof(IssueDecision.Resolve) => "resolved.",
        nameof(IssueDecision.ResolveInNextRelease) => "resolved in the next release.",
        nameof(IssueDecision.Ignore) => "ignored.",
        nameof(IssueDecision.Assign) => "assigned.",
        nameof(IssueDecision.Reopen) => "reopened.",
        nameof(IssueDecision.Undo) => "put back.",
        _ => null,
    };
}
