/** Why a tool did not act, in a sentence for the person. Other errors have no text that anybody should read. */
export class Refusal extends Error {
    name = "Refusal";
}
