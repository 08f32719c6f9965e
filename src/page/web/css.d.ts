// Styles are bundled beside the program.
declare module "*.css";
// So are the templates of scenarios, as text.
declare module "*.toml" { const text: string; export default text; }
