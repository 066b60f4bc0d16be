using System.Text;
using Inquest.Storage.Accounts;

namespace Inquest.Storage.Tests.Accounts;

public sealed class AccountTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly Database _database;
    readonly SetupService _setup;
    readonly SessionService _sessions;
    readonly TokenService _tokens;

    public AccountTests()
    {
        _database = Database.Open(_folder.File("inquest.db"));
        _setup = new SetupService(_database, TimeProvider.System);
        _sessions = new SessionService(_database, TimeProvider.System);
        _tokens = new TokenService(_database, TimeProvider.System);
    }

    public void Dispose()
    {
        _database.Dispose();
        _folder.Dispose();
    }

    FirstSetup SetUp()
    {
        Assert.Equal(SetupError.None, _setup.CreateFirst("Arctic Games & Co", "Forest", "kim@example.com", "correct horse battery", out var created));
        return created!;
    }

    [Fact]
    public void The_first_run_makes_an_account_a_project_and_a_key()
    {
        Assert.False(_setup.IsSetUp);
        var made = SetUp();
        Assert.True(_setup.IsSetUp);
        Assert.Matches("^[0-9a-f]{32}$", made.PublicKey);
        Assert.Equal("forest", made.ProjectSlug);
    }

    [Fact]
    public void The_first_run_happens_once()
    {
        SetUp();
        Assert.Equal(SetupError.AlreadySetUp, _setup.CreateFirst("Other", "Other", "lee@example.com", "correct horse battery", out _));
    }

    [Theory]
    [InlineData("", "Forest", "kim@example.com", "correct horse battery", SetupError.MissingOrganization)]
    [InlineData("Games", " ", "kim@example.com", "correct horse battery", SetupError.MissingProject)]
    [InlineData("Games", "Forest", "kim", "correct horse battery", SetupError.InvalidEmail)]
    [InlineData("Games", "Forest", "kim@", "correct horse battery", SetupError.InvalidEmail)]
    [InlineData("Games", "Forest", "kim@example.com", "short", SetupError.PasswordTooShort)]
    public void Refuses_what_cannot_be_and_makes_nothing(string organization, string project, string email, string password, SetupError expected)
    {
        Assert.Equal(expected, _setup.CreateFirst(organization, project, email, password, out var created));
        Assert.Null(created);
        Assert.False(_setup.IsSetUp);
    }

    [Fact]
    public void Signs_in_with_the_right_password_only()
    {
        SetUp();
        Assert.Null(_sessions.SignIn("kim@example.com", "wrong", null));
        Assert.Null(_sessions.SignIn("nobody@example.com", "correct horse battery", null));
        var session = _sessions.SignIn("KIM@example.com", "correct horse battery", "test");
        Assert.Equal("kim@example.com", _sessions.Find(session)!.Email);
        _sessions.SignOut(session);
        Assert.Null(_sessions.Find(session));
    }

    [Fact]
    public void A_token_speaks_until_it_is_revoked_and_carries_the_address_for_sentry_cli()
    {
        var made = SetUp();
        var token = _tokens.Create(made.OrganizationId, made.OrganizationSlug, "ci", "http://127.0.0.1:9100/crash", [TokenScope.OrganizationCi]);
        Assert.StartsWith("sntrys_", token, StringComparison.Ordinal);
        Assert.Contains("\"url\":\"http://127.0.0.1:9100/crash\"", Encoding.UTF8.GetString(Convert.FromBase64String(token.Split('_')[1])), StringComparison.Ordinal);
        var access = _tokens.Find(token)!;
        Assert.True(access.Allows(TokenScope.ProjectReleases));
        Assert.False(access.Allows(TokenScope.EventWrite));
        Assert.True(_tokens.Revoke(made.OrganizationId, access.TokenId));
        Assert.Null(_tokens.Find(token));
        Assert.Null(_tokens.Find("sntrys_made_up"));
    }

    [Fact]
    public void Two_projects_of_one_name_are_refused()
    {
        var made = SetUp();
        Assert.Equal(SetupError.NameTaken, _setup.CreateProject(made.OrganizationId, "FOREST", null, out _));
        Assert.Equal(SetupError.None, _setup.CreateProject(made.OrganizationId, "Desert", "native", out var id));
        Assert.NotEqual(made.ProjectId, id);
    }
}
