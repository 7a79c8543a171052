const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
follow();
dark.addEventListener("change", follow);

// Swagger UI sees "json" in application/x-ndjson, and would quote the lines as one string.
const jsonLines = () => ({
  afterLoad() {
    const { getSampleSchema } = this.fn;
    this.fn.getSampleSchema = (schema, type, ...rest) =>
      getSampleSchema(schema, type === "application/x-ndjson" ? "text/plain" : type, ...rest);
  },
});

SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  plugins: [jsonLines],
  validatorUrl: null,
});
