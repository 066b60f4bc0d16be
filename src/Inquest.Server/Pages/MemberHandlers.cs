using Inquest.Storage.Accounts;

namespace Inquest.Server.Pages;

/// <summary>The people of the organisation: who is in, and what they may do.</summary>
static class MemberHandlers
{
    public static void Map(PageRoutes routes)
    {
        routes.Post("/settings/members", Add, needs: Role.Admin);
        routes.Post("/settings/members/{id}", Change, needs: Role.Admin);
    }

    // Answered with the page itself and not with a redirect: the password must not lie in a cookie or an address.
    static IResult Add(Visitor visitor, IFormCollection form)
    {
        var user = visitor.User!;
        if (RoleNames.Parse(form["role"]) is not { } role || role > user.Role)
        {
            return Problems.NotAllowed(visitor, Role.Owner);
        }

        var name = form["name"].ToString().Trim();
        var error = visitor.Services.Members.Add(
            user.OrganizationId, name.Length > PageLimits.NameLengthMax ? name[..PageLimits.NameLengthMax] : name, form["email"].ToString(), role, out var password);
        visitor.Context.Response.Headers.CacheControl = "no-store";
        return error == MemberError.None
            ? SettingsHandlers.Show(visitor, new() { Password = password, PasswordOf = password is null ? null : form["email"].ToString().Trim() })
            : SettingsHandlers.Show(visitor, new() { Problem = Words(error) });
    }

    static IResult Change(Visitor visitor, IFormCollection form)
    {
        var user = visitor.User!;
        var removes = form["action"].ToString() == "remove";
        var role = RoleNames.Parse(form["role"]);
        var member = visitor.Services.Members.Members(user.OrganizationId).FirstOrDefault(entry => entry.UserId == visitor.Route("id"));
        if (member is null)
        {
            return visitor.NotFound("There is no such member.");
        }

        // Nobody makes or unmakes somebody who may do more than they may themselves.
        if (member.Role > user.Role || role > user.Role)
        {
            return Problems.NotAllowed(visitor, Role.Owner);
        }

        if (!removes && role is null)
        {
            return Visitor.SeeOther("/settings#members");
        }

        var error = visitor.Services.Members.Change(user.OrganizationId, member.UserId, removes ? null : role);
        return error == MemberError.None ? Visitor.SeeOther("/settings#members") : SettingsHandlers.Show(visitor, new() { Problem = Words(error) });
    }

    static string Words(MemberError error) => error switch
    {
        MemberError.InvalidEmail => "This is no e-mail address.",
        MemberError.AlreadyMember => "This person is a member already.",
        MemberError.LastOwner => "The last owner must stay: make somebody else an owner first.",
        _ => "There is no such member.",
    };
}
