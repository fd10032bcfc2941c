import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { v5 as nameBasedUuid } from "uuid";
import { FaultlineError } from "../lib/errors.ts";
import type { BinaryPackages } from "../server/binary_packages.ts";
import { declaredLicence } from "./declared_licence.ts";
import { purl } from "./purl.ts";

/** What the binary is made of. */
export interface Parts {
  /** Faultline's own version. */
  version: string;
  /** Versions of the Deno that the binary runs on, and of the engine in it. */
  runtime: { deno: string; v8: string };
  npm: BinaryPackages;
  /** The lock file's word for each package's archive, `sha512-` and base64, by id. */
  integrity: ReadonlyMap<string, string>;
  /** The model inside, if there is one: its version, and the SHA-256 of its file, in hex. */
  model?: { version: string; sha256: string };
  /** When the bill was made; left out, it depends on nothing but its parts. */
  timestamp?: Date;
}

/**
 * The bill of materials of the binary, as a CycloneDX 1.6 document in JSON: the runtime, the model, and every npm
 * package with its package URL, the hash of its archive, its declared licence and what it depends on. Equal parts give
 * equal bytes: the serial number is made from the rest.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 * @throws {FaultlineError} `INPUT_DAMAGED` when the lock file has no SHA-512 for a package.
 */
export function billOfMaterials(parts: Parts): string {
  const bom = new Models.Bom();
  const { Application, Library, MachineLearningModel, Platform } = Enums.ComponentType;
  const faultline = new Models.Component(Application, "faultline", {
    version: parts.version,
    bomRef: `faultline@${parts.version}`,
    description: "Predicts machine failures from sensor readings, and stores every prediction",
  });
  faultline.licenses.add(new Models.SpdxLicense("MIT"));
  bom.metadata.component = faultline;
  bom.metadata.timestamp = parts.timestamp;

  const deno = component(Platform, "deno", parts.runtime.deno, "cargo", "MIT");
  const v8 = component(Library, "v8", parts.runtime.v8, "generic", "BSD-3-Clause");
  deno.dependencies.add(v8.bomRef);
  faultline.dependencies.add(deno.bomRef);
  bom.components.add(deno);
  bom.components.add(v8);

  const packages = new Map([...parts.npm.packages.values()].map(({ id, name, version, folder }) => {
    const library = component(Library, name, version, "npm", undefined, `npm:${id}`);
    library.hashes.set(Enums.HashAlgorithm["SHA-512"], sha512(id, parts.integrity.get(id)));
    const licence = declaredLicence(folder);
    if (licence) library.licenses.add(licence);
    bom.components.add(library);
    return [id, library];
  }));
  for (const id of parts.npm.imported) faultline.dependencies.add(packages.get(id)!.bomRef);
  for (const { id, dependencies } of parts.npm.packages.values()) {
    for (const other of dependencies) packages.get(id)!.dependencies.add(packages.get(other)!.bomRef);
  }

  if (parts.model) {
    const { version, sha256 } = parts.model;
    const model = new Models.Component(MachineLearningModel, "faultline-model", {
      version,
      bomRef: `faultline-model@${version}`,
    });
    model.hashes.set(Enums.HashAlgorithm["SHA-256"], sha256);
    faultline.dependencies.add(model.bomRef);
    bom.components.add(model);
  }
  bom.serialNumber = `urn:uuid:${nameBasedUuid(serialize(bom), nameBasedUuid.URL)}`;
  return serialize(bom) + "\n";
}

/** A component with its group, name and package URL; npm's scopes are groups. */
function component(
  type: Enums.ComponentType,
  name: string,
  version: string,
  ecosystem: string,
  licence?: string,
  bomRef = purl(ecosystem, name, version),
): Models.Component {
  const [, group, bare] = /^(?:(@[^/]+)\/)?(.+)$/.exec(name)!;
  const made = new Models.Component(type, bare, {
    group,
    version,
    bomRef,
    purl: purl(ecosystem, name, version),
  });
  if (licence) made.licenses.add(new Models.SpdxLicense(licence));
  return made;
}

function sha512(id: string, integrity: string | undefined): string {
  const base64 = /^sha512-([A-Za-z0-9+/]{86}==)$/.exec(integrity ?? "")?.[1];
  if (base64) return Uint8Array.fromBase64(base64).toHex();
  throw new FaultlineError("INPUT_DAMAGED", `deno.lock has no SHA-512 for ${id}`, {
    hint: "make the lock anew: deno install",
  });
}

function serialize(bom: Models.Bom): string {
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 });
}
