/** Made when it is first asked for: a formatter of `Intl` takes milliseconds, and most pages need few of them. */
export function late<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
