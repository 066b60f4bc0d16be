using Inquest.Storage.Queries;
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
        var catalog = visitor.Services.SymbolFiles;
        var (count, bytes, packed) = catalog.Totals(project.Id);
        return visitor.Page(Web.Slices.Symbols.Create(new()
        {
            Shell = visitor.Shell("Symbols", Section.Symbols),
            ServerUrl = visitor.Origin,
            MissingCount = symbols.CountMissing(project.Id),
            Missing = [.. symbols.Missing(project.Id).Select(row => new MissingSymbolRow(
                row.DebugFile, row.DebugId, row.CodeFile, row.CodeId, row.State, row.Frames, row.Events, IssueViews.Time(row.LastSeen))
            {
                Lookups = row.Lookups,
            })],
            FileCount = count,
            FileBytes = bytes,
            PackedBytes = count > 0 ? packed : null,
            Files = [.. catalog.Files(project.Id, null, long.MaxValue, QueryLimits.SymbolFilesShown).Select(Row)],
        }));
    }

    static SymbolFileRow Row(Storage.Symbols.SymbolFileRow file)
    {
        var first = file.Objects.Count > 0 ? file.Objects[0] : null;
        return new SymbolFileRow(
            file.Name, first is null ? "" : first.DebugId.Length > 0 ? first.DebugId : first.CodeId, file.Kind, first?.Os, first?.Cpu, file.Size,
            file.Release, file.UploadedBy, IssueViews.Time(file.UploadedAt));
    }
}
