import {expect, it} from 'vitest';
import {parse} from 'yaml';
import {edges} from './edges/edges.ts';
import {type Proof, type Proofs, proveEdges} from './edges/proofs.ts';
import {textOfFile} from './tree.ts';

const path = 'fixtures/edges.yaml';
const known = parse(textOfFile(path)) as Proofs;
const head = `# What proves each edge of the cause graph, from a check to an entry of its \`explains\`:
#   [scenario]                        in it the edge folds a finding, or hides unknown outcomes
#   [scenario, scenario]              so it does when both are played at once, on the node of the first
#   {cause: scenario, effect: …}      these cannot be played at once; a finding of the one folds one of the other
# For new edges: npx vitest run test/edges.test.ts --update
`;

const textOf = (proof: Proof | null): string => {
	if (proof === null) {
		return 'null';
	}
	return 'cause' in proof ? `{cause: ${proof.cause}, effect: ${proof.effect}}` : `[${proof.join(', ')}]`;
};
const written = (proofs: Proofs): string =>
	head + edges.map(edge => `${edge}: ${textOf(proofs[edge] ?? null)}\n`).join('');

const kindOf = (edge: string): 'nothing' | 'one' | 'two' | 'fold' => {
	const proof = known[edge] ?? null;
	if (proof === null) {
		return 'nothing';
	}
	return 'cause' in proof ? 'fold' : proof.length === 1 ? 'one' : 'two';
};
const count = (kind: ReturnType<typeof kindOf>): number => edges.filter(edge => kindOf(edge) === kind).length;

it(`${edges.length} edges: ${count('one')} act in a scenario, ${count('two')} in two at once, ${count('fold')} fold findings of two`, {
	timeout: 600_000,
}, async () => {
	const proofs = await proveEdges(edges, known);
	await expect(written(proofs)).toMatchFileSnapshot(`../${path}`);
	expect(edges.filter(edge => proofs[edge] === null)).toEqual([]);
});
