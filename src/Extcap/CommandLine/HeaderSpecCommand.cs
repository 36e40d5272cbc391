using System.CommandLine;
using Extcap.Specs;
using HeaderSpec.Diagnostics;
using HeaderSpec.Lua;
using HeaderSpec.Model;
using HeaderSpec.Reading;
using HeaderSpec.Resolving;

namespace Extcap.CommandLine;

/// <summary><c>tcpengine headerspec lua</c>: makes a Wireshark dissector of a header spec.</summary>
internal static class HeaderSpecCommand
{
    public static Command Create() => new("headerspec", "Makes other things of header specs than C#.") { CreateLua() };

    private static Command CreateLua()
    {
        Argument<string> spec = new("SPEC") { Description = "The spec, a .ksy file. What it imports is looked for beside it, and in the folders above." };
        Option<string?> output = new("--output", "-o") { Description = "Write the dissector to this file; without it, to standard output.", HelpName = "FILE" };
        Option<int[]> udp = Binding("--udp-port", "Dissect UDP datagrams of this port. Can be given several times, as the following.", 65535);
        Option<int[]> tcp = Binding("--tcp-port", "Dissect TCP streams of this port, message after message.", 65535);
        Option<int[]> ether = Binding("--ethertype", "Dissect frames of this EtherType; 0x88b5 is for experiments.", 65535);
        Option<int[]> ip = Binding("--ip-proto", "Dissect IP packets of this protocol number; 253 and 254 are for experiments.", 255);
        Command command = new("lua", "Writes a Wireshark dissector, in Lua. Without a port or the like it can be chosen with Decode As.") { spec, output, udp, tcp, ether, ip };
        command.SetAction(result =>
        {
            LuaBindings bindings = new(result.GetValue(udp) ?? [], result.GetValue(tcp) ?? [], result.GetValue(ether) ?? [], result.GetValue(ip) ?? []);
            return Generate(result.GetRequiredValue(spec), result.GetValue(output), bindings);
        });
        return command;
    }

    private static Option<int[]> Binding(string name, string description, int limit)
    {
        Option<int[]> option = new(name)
        {
            Description = description,
            HelpName = "N",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            CustomParser = result =>
            {
                List<int> numbers = [];
                foreach (string text in result.Tokens.Select(token => token.Value))
                {
                    if (SpecReader.ParseInteger(text) is not { } number || number < 0 || number > limit)
                    {
                        result.AddError($"'{text}' is no number from 0 to {limit} (option {name}).");
                        return [];
                    }

                    numbers.Add((int)number);
                }

                return [.. numbers];
            },
        };
        return option;
    }

    private static int Generate(string path, string? output, LuaBindings bindings)
    {
        SpecClosure closure = SpecFiles.Load(path);
        DiagnosticBag diagnostics = new(path);
        World? world = SpecResolver.Resolve(closure, diagnostics);
        foreach (SpecDiagnostic found in diagnostics.ToArray())
        {
            // What concerns the writer in C# alone says nothing here.
            if (found.Rule.Severity != SpecSeverity.Info)
            {
                Console.Error.WriteLine(found);
            }
        }

        if (world is null)
        {
            return 1;
        }

        string text = LuaDissector.Generate(world, LuaDissector.TitleOf(closure.Document, world), bindings);
        if (output is null or "-")
        {
            Console.Out.Write(text);
            return 0;
        }

        try
        {
            File.WriteAllText(output, text);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{output}' cannot be written: {UserErrorException.OneLine(exception)}");
        }

        return 0;
    }
}
