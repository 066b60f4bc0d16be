namespace Inquest.Server.Pages;

/// <summary>Names and settings of the pages' cookies. None is readable by script.</summary>
static class Cookies
{
    public const string Session = "inquest_session";
    public const string Theme = "inquest_theme";
    public const string Shortcuts = "inquest_shortcuts";
    public const string View = "inquest_view";
    public const string Project = "inquest_project";
    public const string Notice = "inquest_notice";

    public static CookieOptions Options(HttpContext context, TimeSpan lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        // Behind a proxy the request itself is plain; what the browser sees is the public address.
        Secure = context.Request.IsHttps
            || context.RequestServices.GetService<ServerOptions>()?.PublicUrl?.StartsWith("https:", StringComparison.OrdinalIgnoreCase) == true,
        MaxAge = lifetime,
        Path = "/",
        IsEssential = true,
    };
}
