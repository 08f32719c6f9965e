// Styles are bundled beside the program, and scenarios of the story as texts in it.
declare module "*.css";
declare module "*.toml" {
  const text: string;
  export default text;
}
// Scenarios are bundled as text.
declare module "*.toml" {
  const text: string;
  export default text;
}
