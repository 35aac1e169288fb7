// nlp.js as a bot: `node server.js PORT EXAMPLES`. EXAMPLES is a JSON list of [text, intent]. Trains at its start,
// then POST {"text": ...} gives {"intent", "score"}.
const fs = require("fs");
const http = require("http");
const { NlpManager } = require("node-nlp");

async function main(port, examples) {
  const manager = new NlpManager({ languages: ["en"], autoSave: false, nlu: { log: false } });
  for (const [text, intent] of JSON.parse(fs.readFileSync(examples, "utf8"))) manager.addDocument("en", text, intent);
  const before = process.cpuUsage();
  await manager.train();
  const { user, system } = process.cpuUsage(before);
  http
    .createServer((request, reply) => {
      let body = "";
      request.on("data", (part) => (body += part));
      request.on("end", async () => {
        const { intent, score } = await manager.process("en", JSON.parse(body).text);
        reply.setHeader("Content-Type", "application/json");
        reply.end(JSON.stringify({ intent, score, train_cpu_s: (user + system) / 1e6 }));
      });
    })
    .listen(Number(port), "127.0.0.1");
}

main(process.argv[2], process.argv[3]);
