using System.CommandLine;
using System.Security.Cryptography;
using Inquest.Storage;
using Inquest.Storage.Accounts;

namespace Inquest.Cli.Commands;

/// <summary><c>inquest server setup</c>: the first account, project and key without a browser.</summary>
static class ServerSetupCommand
{
    // 15 bytes are 20 characters of base 64 without padding: 120 random bits.
    const int GeneratedPasswordBytes = 15;

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The server's data folder.", DefaultValueFactory = _ => new DirectoryInfo("data") };
        var organization = new Option<string>("--organization") { Description = "Name of the organisation.", Required = true };
        var project = new Option<string>("--project") { Description = "Name of the first project.", Required = true };
        var email = new Option<string>("--email") { Description = "Address of the first account, the owner.", Required = true };
        var url = new Option<string>("--url") { Description = "Address that clients and the API token use.", DefaultValueFactory = _ => "http://127.0.0.1:9100" };
        var environment = new Option<bool>("--print-env") { Description = "Print shell variables, with an API token, instead of sentences." };
        var command = new Command(
            "setup",
            "Makes the first account, organisation, project and key. The password comes from INQUEST_PASSWORD; without it one is made up and printed once.")
        {
            data, organization, project, email, url, environment,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(data)!, parsed.GetValue(organization)!, parsed.GetValue(project)!, parsed.GetValue(email)!,
            parsed.GetValue(url)!.TrimEnd('/'), parsed.GetValue(environment)));
        return command;
    }

    static int Run(DirectoryInfo data, string organization, string project, string email, string url, bool printEnvironment)
    {
        data.Create();
        using var database = Database.Open(Path.Combine(data.FullName, "inquest.db"));
        var given = Environment.GetEnvironmentVariable("INQUEST_PASSWORD");
        var password = string.IsNullOrEmpty(given) ? Convert.ToBase64String(RandomNumberGenerator.GetBytes(GeneratedPasswordBytes)) : given;
        var error = new SetupService(database, TimeProvider.System).CreateFirst(organization, project, email, password, out var made);
        if (made is null)
        {
            Console.Error.WriteLine($"inquest: {Sentence(error)}");
            return ExitCode.Failed;
        }

        var dsn = url.Replace("://", $"://{made.PublicKey}@", StringComparison.Ordinal) + "/" + made.ProjectId;
        if (printEnvironment)
        {
            var token = new TokenService(database, TimeProvider.System)
                .Create(made.OrganizationId, made.OrganizationSlug, "server setup", url, TokenScope.All, made.UserId);
            Console.WriteLine($"INQUEST_DSN={Quote(dsn)}");
            Console.WriteLine($"INQUEST_DSN_KEY={Quote(made.PublicKey)}");
            Console.WriteLine($"INQUEST_ORGANIZATION={Quote(made.OrganizationSlug)}");
            Console.WriteLine($"INQUEST_PROJECT={made.ProjectId}");
            Console.WriteLine($"INQUEST_TOKEN={Quote(token)}");
            Console.WriteLine($"INQUEST_PASSWORD={Quote(password)}");
            return ExitCode.Done;
        }

        Console.WriteLine($"Account  {email}" + (string.IsNullOrEmpty(given) ? $"  password {password}  (shown this once)" : ""));
        Console.WriteLine($"DSN      {dsn}");
        Console.WriteLine($"Next     inquest server run --data {data}");
        return ExitCode.Done;
    }

    static string Sentence(SetupError error) => error switch
    {
        SetupError.AlreadySetUp => "this data folder has an account already; start it with 'inquest server run' and sign in.",
        SetupError.MissingOrganization => "the organisation needs a name; give --organization.",
        SetupError.MissingProject => "the project needs a name; give --project.",
        SetupError.InvalidEmail => "that is no e-mail address; give --email name@host.",
        SetupError.PasswordTooShort => $"the password is too short; INQUEST_PASSWORD needs at least {Password.LengthMin} characters.",
        SetupError.NameTaken => "a project has this name already; give another --project.",
        _ => error.ToString(),
    };

    static string Quote(string value) => "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
