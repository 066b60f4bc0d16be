using System.Globalization;
using Inquest.Server.Releases;
using Inquest.Storage.Accounts;
using Inquest.Web.Slices;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>The objective with its budget, and the settings of gates.</summary>
static class SloHandlers
{
    public static void Map(PageRoutes routes)
    {
        routes.Get("/slo", visitor => Show(visitor, null, null));
        routes.Post("/slo", Save, needs: Role.Admin);
    }

    static IResult Show(Visitor visitor, GateForm? form, string? problem)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var slo = visitor.Services.Health.Slo(project.Id);
        return visitor.Page(Slo.Create(new()
        {
            Shell = visitor.Shell("Objective", Section.Releases),
            Objective = ReleaseViews.Percent(slo.Objective),
            Days = slo.Days,
            Rate = ReleaseViews.Rate(slo.Rate, ""),
            Left = slo.Left is { } left ? ReleaseViews.Percent(left) : null,
            IsOverspent = slo.Left < 0,
            Burns = [.. slo.Burns.Select(burn => (Window(burn.Window), burn.Rate?.ToString("0.0", CultureInfo.InvariantCulture) ?? "no data", burn.Rate > 2))],
            Forecast = slo.Left is null ? "no data"
                : slo.Left <= 0 ? "spent"
                : slo.Exhaustion is { } end && end < TimeSpan.FromDays(366)
                    ? "spent on " + (visitor.Now + end).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "lasts",
            Releases = [.. slo.Releases.Select(part => Row(part, "/releases/" + Uri.EscapeDataString(part.Name)))],
            Segments = [.. slo.Segments.Select(part => Row(part, null))],
            Issues = [.. slo.Issues.Select(part => Row(part, $"/issues/{part.IssueId}"))],
            Form = form ?? FormOf(visitor.Services.Gates.SettingsOf(project.Id)),
            Problem = problem,
            MayAdminister = visitor.User?.Role >= Role.Admin,
        }));
    }

    static IResult Save(Visitor visitor, IFormCollection form)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var written = new GateForm(
            form["objective"].ToString(), form["objectiveDays"].ToString(), form["margin"].ToString(), form["alpha"].ToString(),
            form["environment"].ToString().Trim(), form["steps"].ToString(), form["minimumHours"].ToString(), form["minimumUsers"].ToString(),
            form["sessionRate"].ToString(), form["crashRate"].ToString(), form["hooks"].ToString());
        var known = visitor.Services.Gates.SettingsOf(project.Id);
        if (Parse(written, known) is not { } settings)
        {
            return Show(visitor, written, "Every field needs a number; steps are numbers with spaces between them.");
        }

        if (settings.Problem() is { } problem)
        {
            return Show(visitor, written, problem);
        }

        visitor.Services.Gates.SaveSettings(project.Id, settings);
        return Visitor.SeeOther("/slo#settings");
    }

    static GateSettings? Parse(GateForm form, GateSettings known)
    {
        List<double?> shares = [.. form.Steps.Split([' ', ',', '%', ';'], StringSplitOptions.RemoveEmptyEntries).Select(Percent)];
        return Percent(form.Objective) is { } objective && Percent(form.Margin) is { } margin && Percent(form.Alpha) is { } alpha
            && Number(form.MinimumHours) is { } hours && Number(form.MinimumUsers) is { } users && Number(form.ObjectiveDays) is { } days
            && shares.TrueForAll(share => share is not null) && (form.SessionRate.Length == 0 || Percent(form.SessionRate) is not null)
            && (form.CrashRate.Length == 0 || Percent(form.CrashRate) is not null)
            ? known with
            {
                Objective = objective,
                ObjectiveDays = (int)Math.Clamp(days, 0, 1000),
                Margin = margin,
                Alpha = alpha,
                HoldEvidence = Math.Min(known.HoldEvidence, 1 / alpha),
                Environment = form.Environment,
                Steps = [.. shares.Select(share => new GateStep(share!.Value, hours, (long)Math.Clamp(users, 0, 1e12)))],
                SessionRate = Percent(form.SessionRate),
                CrashRate = Percent(form.CrashRate),
                Hooks = [.. form.Hooks.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(url => known.Hooks.FirstOrDefault(hook => hook.Url == url) ?? new GateHook(url))],
            }
            : null;
    }

    static GateForm FormOf(GateSettings settings) => new(
        Text(100 * settings.Objective), Text(settings.ObjectiveDays), Text(100 * settings.Margin), Text(100 * settings.Alpha), settings.Environment,
        string.Join(' ', settings.Steps.Select(step => Text(100 * step.Share))), Text(settings.Steps[0].MinimumHours), Text(settings.Steps[0].MinimumUsers),
        settings.SessionRate is { } sessions ? Text(100 * sessions) : "", settings.CrashRate is { } crashes ? Text(100 * crashes) : "",
        string.Join('\n', settings.Hooks.Select(hook => hook.Url)));

    static SpendingRow Row(SloSpending part, string? path) => new(part.Name, path, part.Crashes, ReleaseViews.Percent(part.Share));

    static string Window(TimeSpan window) => window.TotalHours < 48 ? $"{window.TotalHours:0} h" : $"{window.TotalDays:0} days";

    static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    static double? Percent(string text) => Number(text.Replace("%", "", StringComparison.Ordinal)) / 100;

    static double? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
