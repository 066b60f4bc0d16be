using System.Text.Encodings.Web;
using Inquest.Web.Text;
using Microsoft.AspNetCore.Html;

namespace Inquest.Web.Html;

/// <summary>A moment as people read it, with the exact time in <c>datetime</c> and on hover.</summary>
public sealed class TimeTag(DateTimeOffset at, DateTimeOffset now) : IHtmlContent
{
    public void WriteTo(TextWriter writer, HtmlEncoder encoder) =>
        writer.Write($"<time datetime=\"{Moment.Iso(at)}\" title=\"{Moment.Exact(at)}\">{Moment.Ago(at, now)}</time>");
}
