using Inquest.Storage.Accounts;
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

    /// <summary>For people who are signed in and may not do this.</summary>
    public static IResult NotAllowed(Visitor visitor, Role needs) => Page(
        visitor,
        StatusCodes.Status403Forbidden,
        "You may not do this",
        visitor.User is { OrganizationId: 0 }
            ? "Your account belongs to no organisation any more. Ask who runs this server."
            : $"This needs the role “{needs.Name()}”; yours is “{visitor.User?.Role.Name()}”. An admin can change it under Settings.",
        null);

    public static IResult Fault(Visitor visitor) => Page(
        visitor,
        StatusCodes.Status500InternalServerError,
        "Something went wrong here",
        "The fault is ours and has been logged. Trying again may help; if it does not, the reference below finds it in the server's log.",
        visitor.Context.TraceIdentifier);
}
