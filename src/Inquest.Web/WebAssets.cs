using System.Collections.Frozen;

namespace Inquest.Web;

/// <summary>Every file that a page may load.</summary>
public static class WebAssets
{
    public static WebAsset Css { get; } = Load("app.css", "text/css; charset=utf-8");

    public static WebAsset Script { get; } = Load("app.js", "text/javascript; charset=utf-8");

    public static WebAsset Htmx { get; } = Load("htmx.js", "text/javascript; charset=utf-8");

    /// <summary>uPlot, on pages that draw a chart.</summary>
    public static WebAsset Chart { get; } = Load("uplot.js", "text/javascript; charset=utf-8");

    public static WebAsset ChartCss { get; } = Load("uplot.css", "text/css; charset=utf-8");

    public static WebAsset Icon { get; } = Load("icon.svg", "image/svg+xml");

    static readonly FrozenDictionary<string, WebAsset> ByPath =
        new[] { Css, Script, Htmx, Chart, ChartCss, Icon }.ToFrozenDictionary(asset => asset.Path, StringComparer.Ordinal);

    /// <summary>The file at a path below <c>/assets/</c>, or null.</summary>
    public static WebAsset? Find(string path) => ByPath.GetValueOrDefault(path);

    static WebAsset Load(string name, string contentType)
    {
        using var stream = typeof(WebAssets).Assembly.GetManifestResourceStream("assets/" + name)
            ?? throw new InvalidOperationException($"The build did not embed {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new(name, contentType, bytes);
    }
}
