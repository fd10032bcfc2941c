import { Enums, Models, SPDX } from "@cyclonedx/cyclonedx-library";
import { join } from "node:path";

/** What CycloneDX can say of a licence. */
type Licence = Models.SpdxLicense | Models.LicenseExpression | Models.NamedLicense;

/**
 * The licence that a package's `package.json` declares: an SPDX id, an SPDX expression, or whatever else it calls it.
 *
 * @param folder The package's folder.
 * @returns Nothing when it declares none, or has no `package.json` that can be read.
 */
export function declaredLicence(folder: string): Licence | undefined {
  const text = licenceText(folder);
  if (text === undefined) return;
  const acknowledgement = Enums.LicenseAcknowledgement.Declared;
  const id = SPDX.fixupSpdxId(text);
  if (id !== undefined) return new Models.SpdxLicense(id, { acknowledgement });
  const isExpression = / (?:AND|OR|WITH) /.test(text);
  return isExpression
    ? new Models.LicenseExpression(text)
    : new Models.NamedLicense(text, { acknowledgement });
}

/** Old packages write an object, or a list of them. */
function licenceText(folder: string): string | undefined {
  try {
    const { license, licenses } = JSON.parse(Deno.readTextFileSync(join(folder, "package.json")));
    const texts = [license ?? licenses ?? []].flat()
      .map((one: string | { type?: string }) => typeof one === "string" ? one : one.type)
      .filter((one) => typeof one === "string" && one !== "");
    return texts.length > 1 ? `(${texts.join(" OR ")})` : texts[0];
  } catch {
    return;
  }
}
