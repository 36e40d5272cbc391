namespace Extcap.Installation;

/// <summary>Where Wireshark looks for what belongs to one user.</summary>
internal sealed class WiresharkFolders
{
    private readonly string _home;

    private WiresharkFolders(string home, string configuration)
    {
        _home = home;
        Configuration = configuration;
    }

    /// <summary>The personal configuration: profiles and preferences.</summary>
    public string Configuration { get; }

    /// <summary>The personal extcap folders: until Wireshark 4.0, and from 4.2 on.</summary>
    public IReadOnlyList<string> Extcap => OperatingSystem.IsWindows()
        ? [Path.Combine(Configuration, "extcap")]
        : [Path.Combine(Configuration, "extcap"), Path.Combine(_home, ".local", "lib", "wireshark", "extcap")];

    /// <summary>The personal plugin folder.</summary>
    public string Plugins => OperatingSystem.IsWindows()
        ? Path.Combine(Configuration, "plugins")
        : Path.Combine(_home, ".local", "lib", "wireshark", "plugins");

    /// <summary>The folder of our profile.</summary>
    public string Profile => Path.Combine(Configuration, "profiles", Capture.Plugin.ProfileSource.Name);

    /// <summary>The current user's folders, as Wireshark finds them.</summary>
    public static WiresharkFolders OfCurrentUser()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string configuration = OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "Wireshark")
            : Path.Combine(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } xdg ? xdg : Path.Combine(home, ".config"), "wireshark");
        return new WiresharkFolders(home, configuration);
    }
}
