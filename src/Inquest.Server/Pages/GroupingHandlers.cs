using System.Globalization;
using Inquest.Grouping.Rules;
using Inquest.Storage.Accounts;
using Inquest.Storage.Decisions;
using Inquest.Storage.Drift;
using Inquest.Storage.Queries;
using Inquest.Storage.Regrouping;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Grouping rules with their dry run, and what drifted between two releases.</summary>
static class GroupingHandlers
{
    const int TriedDays = 30;
    const int RevisionsShown = 50;

    public static void Map(PageRoutes routes)
    {
        routes.Get("/grouping", Show);
        routes.Post("/grouping", Change, needs: Role.Admin);
        routes.Post("/grouping/undo", Undo, needs: Role.Admin);
        routes.Get("/grouping/drift", Drift);
        routes.Post("/grouping/drift/join", Join);
    }

    static IResult Show(Visitor visitor) => visitor.Project is { } project
        ? Page(visitor, project.Id, visitor.Services.Rules.Revisions.Current(project.Id)?.Text ?? "", [], null)
        : Visitor.SeeOther("/setup");

    static IResult Change(Visitor visitor, IFormCollection form)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        // Browsers send line ends as the wire has them.
        var text = form["text"].ToString().ReplaceLineEndings("\n");
        var file = RuleSet.Parse(text);
        if (file.Rules is null)
        {
            return Page(visitor, project.Id, text, [.. file.Errors.Select(error => error.ToString())], null);
        }

        var rules = visitor.Services.Rules;
        if (form["action"] != "save")
        {
            return Page(visitor, project.Id, text, [], Try(rules.Regrouper.Preview(project.Id, file.Rules, visitor.Now.AddDays(-TriedDays).ToUnixTimeMilliseconds(), visitor.Context.RequestAborted)));
        }

        var expected = long.TryParse(form["revision"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        if (rules.Revisions.Save(project.Id, text, "", visitor.User!.Id, visitor.User.Name, expected) is null)
        {
            return Page(visitor, project.Id, text, ["Somebody saved other rules meanwhile: look at them below, then try again."], null);
        }

        rules.Hurry();
        return Visitor.SeeOther("/grouping");
    }

    static IResult Undo(Visitor visitor, IFormCollection form)
    {
        if (visitor.Project is { } project && visitor.Services.Rules.Revisions.Undo(project.Id, visitor.User!.Id, visitor.User.Name) is not null)
        {
            visitor.Services.Rules.Hurry();
        }

        return Visitor.SeeOther("/grouping");
    }

    static IResult Page(Visitor visitor, long project, string text, IReadOnlyList<string> errors, GroupingTry? tried)
    {
        var revisions = visitor.Services.Rules.Revisions.List(project, RevisionsShown);
        return visitor.Page(Web.Slices.Grouping.Create(new()
        {
            Shell = visitor.Shell("Grouping rules", Section.Grouping),
            Text = text,
            Revision = revisions.Count > 0 ? revisions[0].Revision : 0,
            MayChange = visitor.User!.Role >= Role.Admin,
            Errors = errors,
            Try = tried,
            Revisions = [.. revisions.Select(row => new RevisionRow(row.Revision, row.Note, row.Actor, IssueViews.Time(row.CreatedAt), row.Phase, row.LookedAt, row.Moved))],
        }));
    }

    static GroupingTry Try(RegroupPreview preview) => new(
        TriedDays, preview.LookedAt, preview.Moved, preview.Merged, preview.Split, preview.Created, preview.Reopened, preview.ChangeCount,
        [.. preview.Changes.Select(row => new GroupingTryRow(row.From, row.FromTitle, row.To, row.ToTitle, row.Events, row.Signature, row.Explanation, row.Examples))],
        preview.PinCount,
        [.. preview.FailedPins.Select(pin => $"Line {pin.Line}: event {pin.EventId} should be in {pin.Wanted}: {pin.Reason}.")]);

    static IResult Drift(Visitor visitor)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var query = visitor.Services.Drift;
        var releases = query.Releases(project.Id);
        var to = visitor.Query("to") ?? (releases.Count > 0 ? releases[0] : "");
        var from = visitor.Query("from") ?? (releases.Count > 1 ? releases[1] : "");
        var report = visitor.Query("from") is null ? null : query.Compare(project.Id, from, to);
        return visitor.Page(Web.Slices.Drift.Create(new()
        {
            Shell = visitor.Shell("Drift", Section.Grouping),
            Releases = releases,
            From = from,
            To = to,
            IsCompared = report is not null,
            Per = report?.Per ?? "event",
            Drifted = [.. (report?.Drifted ?? []).Select(Row)],
            New = [.. (report?.New ?? []).Take(QueryLimits.DriftRowsShown).Select(Row)],
            Jumped = [.. (report?.Jumped ?? []).Take(QueryLimits.DriftRowsShown).Select(row => new JumpedRow(
                row.IssueId, row.ShortId, row.Title, row.Before, row.After,
                string.Create(CultureInfo.InvariantCulture, $"× {row.Ratio:0.0} ({row.Low:0.0} to {row.High:0.0})")))],
        }));
    }

    static DriftedRow Row(DriftRow row) => new(
        row.IssueId, row.ShortId, row.Title, row.Events, row.OldIssueId, row.OldShortId, row.OldTitle,
        row.Score.ToString("0.00", CultureInfo.InvariantCulture), row.Cause.ToString().ToLowerInvariant());

    /// <summary>The new issue becomes part of the older one: its key leads there from now on, until somebody takes it back.</summary>
    static IResult Join(Visitor visitor, IFormCollection form)
    {
        if (!long.TryParse(form["issue"], NumberStyles.None, CultureInfo.InvariantCulture, out var issue) || !long.TryParse(form["into"], NumberStyles.None, CultureInfo.InvariantCulture, out var into)
            || visitor.Services.Issues.ProjectOf(into) is not { } project || !visitor.Owns(project))
        {
            return visitor.NotFound("There is no such issue.");
        }

        var error = visitor.Services.Regrouping.Merge(into, [issue], visitor.User!.Id, visitor.User.Name);
        if (error == RegroupError.None)
        {
            visitor.Services.Moves.Hurry();
        }

        Notices.Set(visitor.Context, error == RegroupError.None ? Notices.Merged : error.ToString(), [into]);
        return Visitor.SeeOther(Visitor.SafePath(form["return"]));
    }
}
