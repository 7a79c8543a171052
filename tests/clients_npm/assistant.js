// An assistant for tests/test_assistants.py: what a client of MCP finds and gets.
//
// Reads from its arguments the name of the client and JSON: a `command` with `args` and `env`, or a
// `url` with `headers`, and the `calls` to make, each [tool, arguments]. Prints JSON: the names of
// the `tools` and the `results`, or the `error` that a user would be shown.
import { createMCPClient } from "@ai-sdk/mcp";
import { Experimental_StdioMCPTransport } from "@ai-sdk/mcp/mcp-stdio";
import * as two from "@modelcontextprotocol/client";
import * as twoStdio from "@modelcontextprotocol/client/stdio";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

// The command takes long to start on a busy machine.
const PATIENCE = { timeout: 300_000 };

const ME = { name: "assistant", version: "1" };

/** The functions of an SDK's client, for a server that it starts or that has a URL. */
async function ofSdk(client, stdio, http, { command, args, env, url, headers }) {
  await client.connect(
    command
      ? new stdio({ command, args, env, stderr: "inherit" })
      : new http(new URL(url), { requestInit: { headers } }),
    PATIENCE,
  );
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: (name, args) => client.callTool({ name, arguments: args }),
    close: () => client.close(),
  };
}

const newest = { versionNegotiation: { mode: { pin: "2026-07-28" } } };
const sdk2 = (options) => (server) =>
  ofSdk(
    new two.Client(ME, options),
    twoStdio.StdioClientTransport,
    two.StreamableHTTPClientTransport,
    server,
  );

const CLIENTS = {
  "TypeScript SDK 1": (server) =>
    ofSdk(new Client(ME), StdioClientTransport, StreamableHTTPClientTransport, server),
  "TypeScript SDK 2": sdk2({}),
  "TypeScript SDK 2, protocol 2026-07-28": sdk2(newest),
  "AI SDK": async ({ command, args, env, url, headers }) => {
    const client = await createMCPClient({
      transport: command
        ? new Experimental_StdioMCPTransport({ command, args, env })
        : { type: "http", url, headers },
    });
    const tools = await client.tools();
    return {
      tools: () => Object.keys(tools),
      call: (name, args) => tools[name].execute(args, { toolCallId: "1", messages: [] }),
      close: () => client.close(),
    };
  },
};

const [name, given] = process.argv.slice(2);
const { calls, ...server } = JSON.parse(given);
try {
  const client = await CLIENTS[name](server);
  const results = [];
  for (const [tool, args] of calls) results.push(await client.call(tool, args));
  console.log(JSON.stringify({ tools: await client.tools(), results }));
  await client.close();
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
  process.exit();
}
