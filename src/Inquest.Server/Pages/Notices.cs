using System.Globalization;
using Inquest.Storage.Decisions;
using Inquest.Web.Text;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Carries "3 issues resolved, undo" from a form to the page after it.</summary>
static class Notices
{
    public static void Set(HttpContext context, IssueDecision decision, IReadOnlyList<long> ids) =>
        context.Response.Cookies.Append(
            Cookies.Notice,
            $"{decision}:{ids.Count}:{string.Join('.', ids.Take(PageLimits.UndoIdsMax))}",
            Cookies.Options(context, TimeSpan.FromMinutes(1)));

    /// <summary>The notice, once.</summary>
    public static Notice? Take(HttpContext context)
    {
        if (context.Request.Cookies[Cookies.Notice] is not { Length: > 0 } text)
        {
            return null;
        }

        context.Response.Cookies.Delete(Cookies.Notice, Cookies.Options(context, TimeSpan.Zero));
        if (text.Split(':') is not [var word, var countText, var idText]
            || !Enum.TryParse<IssueDecision>(word, out var decision)
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

        var verb = decision switch
        {
            IssueDecision.Resolve => "resolved.",
            IssueDecision.ResolveInNextRelease => "resolved in the next release.",
            IssueDecision.Ignore => "ignored.",
            IssueDecision.Reopen => "reopened.",
            _ => "put back.",
        };
        return count == 0
            ? new("Nothing changed.")
            : new($"{Figure.Count(count, "issue")} {verb}", UndoIds: decision == IssueDecision.Undo || count > ids.Count ? null : ids);
    }
}
