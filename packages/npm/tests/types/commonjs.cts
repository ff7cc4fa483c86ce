import { start } from "hashrange";
import { useFork } from "hashrange/jest";
import { setup } from "hashrange/setup";

const fork = useFork({ kept: "10m" });
export const teardown: Promise<() => Promise<void>> = setup({ tables() {} })();
export const texts: Promise<string>[] = [fork().snapshot(), start().then((server) => server.log)];
