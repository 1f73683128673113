// Drives the npm package age-encryption for oracles.py.
//   node age_encryption.mjs encrypt RECIPIENT IN OUT
//   node age_encryption.mjs decrypt IDENTITY IN OUT
// The package is looked up in the folder named by AGE_ENCRYPTION.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.AGE_ENCRYPTION + "/");
const { Decrypter, Encrypter } = await import(pathToFileURL(require.resolve("age-encryption")).href);
const [, , verb, key, source, target] = process.argv;
const data = readFileSync(source);

if (verb === "encrypt") {
  const encrypter = new Encrypter();
  encrypter.addRecipient(key);
  writeFileSync(target, await encrypter.encrypt(data));
} else {
  const decrypter = new Decrypter();
  decrypter.addIdentity(key);
  writeFileSync(target, await decrypter.decrypt(data));
}
