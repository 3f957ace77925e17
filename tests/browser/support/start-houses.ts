/** Starts one Guildhall for each project, each with an empty data folder, and stops them all at the end. */
import type { FullConfig } from "@playwright/test";
import { House } from "./house.ts";
import { Provider } from "./provider.ts";

/** The administrators of these houses are still in their grace; a journey of its own goes without. */
const GRACE = { GUILDHALL_SET_SIGN_IN__SECOND_FACTOR_GRACE_DAYS: "1" };

export default async function startHouses(config: FullConfig) {
  const houses: House[] = [];
  const provider = await Provider.start();
  process.env.GUILDHALL_PROVIDER = provider.issuer;
  const stop = async () => {
    provider.stop();
    await Promise.all(houses.map((house) => house.stop()));
  };
  try {
    for (const project of config.projects) {
      const house = await House.start(project.name, provider.issuer, GRACE);
      houses.push(house);
      // The tests run in processes of their own; the environment is what they inherit.
      process.env[House.addressVariable(project.name)] = house.address;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
