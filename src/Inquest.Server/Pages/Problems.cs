using Inquest.Web.Html;
using Inquest.Web.Views;

namespace Inquest.Server.Pages;

/// <summary>Error pages: what happened, a reference to find it in the log by, what to try.</summary>
static class Problems
{
    public static IResult Page(Visitor visitor, int status, string heading, string text, string? reference) =>
        new Page(Web.Slices.Error.Create(new(visitor.Shell(heading, Section.None), status, heading, text, reference)), status);

    public static IResult Forbidden(Visitor visitor) => Page(
        visitor,
        StatusCodes.Status403Forbidden,
        "This form was not accepted",
        "It is too old, or it did not come from this server. Go back, reload the page and send it again.",
        null);

    public static IResult Fault(Visitor visitor) => Page(
        visitor,
        StatusCodes.Status500InternalServerError,
        "Something went wrong here",
        "The fault is ours and has been logged. Trying again may help; if it does not, the reference below finds it in the server's log.",
        visitor.Context.TraceIdentifier);
}
