/** A style sheet's text, put in by the bundler. */
declare module "*.css" {
  const text: string;
  export default text;
}

/** The files of the site and the SHA-256 of each, put in by the bundler. */
declare var SIPAS_FILES: Record<string, string>;
