// Styles are bundled beside the program; scenarios and templates of them as texts in it.
declare module "*.css";
declare module "*.toml" {
  const text: string;
  export default text;
}
