import { Link } from "react-router";
import { page } from "../paths.ts";
import css from "./shell.module.css";

export function Brand() {
  return (
    <Link to={page.home} className={css.brand}>
      <img src="/icon.svg" alt="" width={24} height={24} />
      <span className={css.brandName}>Valetkey</span>
    </Link>
  );
}
