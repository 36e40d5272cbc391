using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shared;

namespace HeaderSpec.Generator.Tests;

/// <summary>The package as its users get it: packed, restored from a folder, and used by a project that knows nothing of this repository.</summary>
public sealed partial class PackageTests : IDisposable
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private readonly string _folder = Directory.CreateTempSubdirectory("headerspec-package-").FullName;

    [Fact]
    public void The_package_has_what_a_project_needs_and_the_sample_runs_with_it()
    {
        string packages = Path.Combine(_folder, "packages");
        Build("pack", Path.Combine(Repository.Root, "src", "HeaderSpec.Generator"), "-c", Configuration, "--no-build", "-o", packages);
        string package = Assert.Single(Directory.GetFiles(packages));
        Verify(package);

        string sample = CopySample(packages);
        string built = Path.Combine(_folder, "built");
        string restored = $"-p:RestorePackagesPath={Path.Combine(_folder, "cache")}";
        Build("build", sample, "-o", built, restored);
        string installed = Assert.Single(Directory.GetDirectories(Path.Combine(_folder, "cache")));
        Assert.Equal("headerspec.generator", Path.GetFileName(installed));
        Assert.Equal(Path.Combine(Assert.Single(Directory.GetDirectories(installed)), "docs", "headerspec.md"), Build("msbuild", sample, restored, "-getProperty:HeaderSpecDocs").Trim());

        ExternalProgram run = ExternalProgram.Run("dotnet", [Path.Combine(built, "weather.dll")]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Verify(run.Output.ReplaceLineEndings("\n"), "txt");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Verify(string package)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        string[] names = [.. archive.Entries.Select(entry => entry.FullName)];
        Assert.Superset(
            new HashSet<string>
            {
                "analyzers/dotnet/cs/HeaderSpec.Generator.dll", "analyzers/dotnet/cs/YamlDotNet.dll", "build/HeaderSpec.Generator.targets", "docs/headerspec.md",
                "lib/net8.0/HeaderSpec.Runtime.dll", "lib/net8.0/HeaderSpec.Runtime.xml", "README.md", "THIRD-PARTY-NOTICES.txt",
            },
            names.ToHashSet());
        foreach (ZipArchiveEntry page in archive.Entries.Where(entry => entry.FullName.EndsWith(".md", StringComparison.Ordinal)))
        {
            using StreamReader text = new(page.Open());
            foreach (Match link in RelativeLink().Matches(text.ReadToEnd()))
            {
                string target = new Uri(new Uri("file:///" + page.FullName), link.Groups[1].Value).AbsolutePath[1..];
                Assert.True(names.Any(name => name == target || name.StartsWith(target + "/", StringComparison.Ordinal)), $"{page.FullName} has a link to {target}, which is not in the package.");
            }
        }

        using Stream specification = archive.GetEntry("HeaderSpec.Generator.nuspec")!.Open();
        XElement metadata = XDocument.Load(specification).Root!.Elements().Single();
        XNamespace space = metadata.Name.Namespace;
        Assert.Equal("MIT", metadata.Element(space + "license")!.Value);
        Assert.Null(metadata.Element(space + "developmentDependency")); // It would keep lib from those who add the package.
        Assert.Empty(metadata.Descendants(space + "dependency"));
    }

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)")]
    private static partial Regex RelativeLink();

    // Its nuget.config names a folder of the repository: the copy's names ours.
    private string CopySample(string packages)
    {
        string copy = Path.Combine(_folder, "weather");
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(Path.Combine(Repository.Root, "samples", "weather")))
        {
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        }

        string configuration = Path.Combine(copy, "nuget.config");
        string text = File.ReadAllText(configuration);
        Assert.Contains("../../artifacts/packages", text, StringComparison.Ordinal);
        File.WriteAllText(configuration, text.Replace("../../artifacts/packages", packages, StringComparison.Ordinal));
        return copy;
    }

    // A compiler or a node that stays behind would keep the output open.
    private static string Build(string command, params string[] arguments)
    {
        ExternalProgram run = ExternalProgram.Run("dotnet", [command, .. arguments, "-nodeReuse:false", "-p:UseSharedCompilation=false"]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return run.Output;
    }
}
