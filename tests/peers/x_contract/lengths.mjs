// Counts texts as X's own library does: a list of texts in, a list of weighted lengths out.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const { parseTweet } = createRequire(process.argv[2] + "/")("twitter-text");
const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map((text) => parseTweet(text).weightedLength)));
