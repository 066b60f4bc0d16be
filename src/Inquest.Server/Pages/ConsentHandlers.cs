using Inquest.Server.Api;
using Inquest.Server.Uploads;
using Inquest.Storage.Accounts;
using Inquest.Storage.Consent;
using Inquest.Storage.Spool;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>What people chose, and one person's data.</summary>
static class ConsentHandlers
{
    const int ChangesShown = 100;

    public static void Map(PageRoutes routes)
    {
        routes.Get("/consent", visitor => Show(visitor, null));
        routes.Get("/consent/export", Export, needs: Role.Admin);
        routes.Post("/consent/erase", Erase, needs: Role.Admin);
    }

    static IResult Show(Visitor visitor, string? result)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var store = Service<ConsentStore>(visitor);
        var (given, revoked) = store.Counts(project.Id);
        return visitor.Page(Web.Slices.Consent.Create(new()
        {
            Shell = visitor.Shell("Consent", Section.Settings),
            Given = given,
            Revoked = revoked,
            Withheld = visitor.Services.Outcomes.Sums(project.Id, visitor.Now, 720).Where(row => row.Reason == Protocol.Outcomes.OutcomeReason.Consent).Sum(row => row.Quantity),
            MayErase = visitor.User?.Role >= Role.Admin,
            Changes = [.. store.Latest(project.Id, ChangesShown).Select(change => new ConsentRow(
                Convert.ToHexStringLower(change.UserHash), change.State, change.TextVersion, change.ChangedAt))],
            Result = result,
        }));
    }

    static IResult Export(Visitor visitor) =>
        visitor.Project is not { } project ? Visitor.SeeOther("/setup")
        : UploadText.Hash(visitor.Query("user")) is not { } hash ? Show(visitor, NoHash)
        : new ExportResult(project.Id, Convert.FromHexString(hash));

    static IResult Erase(Visitor visitor, IFormCollection form)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        if (UploadText.Hash(form["user"].ToString().Trim()) is not { } hash)
        {
            return Show(visitor, NoHash);
        }

        if (form["sure"] != "yes")
        {
            return Show(visitor, "Nothing was erased: the box was not ticked.");
        }

        var erased = Service<UserErasure>(visitor).Erase(project.Id, Convert.FromHexString(hash), visitor.User!.Email);
        Service<SpoolWriter>(visitor).EndSegment();
        return Show(visitor, $"Erased: {erased.Events} events, {erased.Files} files, {erased.Rows} other rows. A search afterwards found {erased.Left} rows.");
    }

    const string NoHash = "That is no hash of a person: it has 64 hex digits.";

    static T Service<T>(Visitor visitor)
        where T : notnull => visitor.Context.RequestServices.GetRequiredService<T>();

    sealed class ExportResult(long project, byte[] hash) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => UserExport.SendAsync(httpContext, project, hash);
    }
}
