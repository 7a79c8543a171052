// Times the peers of npm: reads a file of texts once, then a peer's name a line, and answers each
// with one line of JSON: seconds for each text, and what was found in all of them.
// node runner.js TEXTS

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import textPlugin from "@textlint/textlint-plugin-text";
import { TextlintKernelDescriptor } from "@textlint/kernel";
import { text as alex } from "alex";
import { createLinter } from "textlint";
import writeGoodRule from "textlint-rule-write-good";
import writeGood from "write-good";

const version = (name) =>
  JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;

const linter = createLinter({
  descriptor: new TextlintKernelDescriptor({
    rules: [{ ruleId: "write-good", rule: writeGoodRule.default ?? writeGoodRule }],
    plugins: [{ pluginId: "text", plugin: textPlugin.default ?? textPlugin }],
    filterRules: [],
  }),
});

const peers = {
  "write-good": (text) => writeGood(text).length,
  alex: (text) => alex(text).messages.length,
  textlint: async (text) => (await linter.lintText(text, "article.txt")).messages.length,
};

const texts = JSON.parse(readFileSync(process.argv[2], "utf8"));

for await (const name of createInterface({ input: process.stdin })) {
  const seconds = [];
  let findings = 0;
  for (const text of texts) {
    const started = process.hrtime.bigint();
    findings += await peers[name](text);
    seconds.push(Number(process.hrtime.bigint() - started) / 1e9);
  }
  console.log(JSON.stringify({ version: version(name), findings, seconds }));
}
