using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Missing and uploaded symbols.</summary>
static class SymbolHandlers
{
    public static void Map(PageRoutes routes) => routes.Get("/symbols", Show);

    static IResult Show(Visitor visitor)
    {
        if (visitor.Project is not { } project)
        {
            return Visitor.SeeOther("/setup");
        }

        var symbols = visitor.Services.Symbols;
        var (count, bytes) = symbols.FileTotals(project.Id);
        return visitor.Page(Web.Slices.Symbols.Create(new()
        {
            Shell = visitor.Shell("Symbols", Section.Symbols),
            ServerUrl = visitor.Origin,
            MissingCount = symbols.CountMissing(project.Id),
            Missing = [.. symbols.Missing(project.Id).Select(row => new MissingSymbolRow(
                row.DebugFile, row.DebugId, row.CodeFile, row.CodeId, row.State, row.Frames, row.Events, IssueViews.Time(row.LastSeen)))],
            FileCount = count,
            FileBytes = bytes,
            Files = [.. symbols.Files(project.Id).Select(row => new SymbolFileRow(
                row.DebugFile, row.DebugId, row.Kind, row.Os, row.Cpu, row.Size, row.Release, row.UploadedBy, IssueViews.Time(row.UploadedAt)))],
        }));
    }
}
