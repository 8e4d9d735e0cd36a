import type {Evidence} from '../../src/core/evidence.ts';
import type {AnyProbe, ValueOf} from '../../src/core/probe.ts';
import {type Reply, type Request, requestKey} from '../../src/core/request.ts';

type Erased = {
	requests(needs: unknown, wants: unknown): readonly Request[];
	parse(replies: readonly Reply[], needs: unknown, wants: unknown): unknown;
};

/** Keys of what a probe asks for. */
export const requestsOf = (probe: AnyProbe, needs: unknown = {}, wants: unknown = {}): readonly string[] =>
	(probe as unknown as Erased).requests(needs, wants).map(requestKey);

export const answered = (body: string): Reply => ({status: 'answered', body});
export const unanswered = (reason: Extract<Reply, {status: 'unanswered'}>['reason']): Reply => ({
	status: 'unanswered',
	reason,
	detail: `${reason}, says the test`,
});
export const known = <Value>(value: Value): Evidence<Value> => ({ok: true, value, sources: []});
export const failed: Evidence<never> = {
	ok: false,
	reason: 'not-found',
	detail: 'left out by the test',
	probe: 'test.other',
	sources: [],
};

/** The value that a probe makes of these answers by request; what is not among them does not exist. */
export const probed = <P extends AnyProbe>(
	probe: P,
	replies: Readonly<Record<string, string | Reply>>,
	needs: unknown = {},
	wants: unknown = {},
): ValueOf<P> => {
	const answers = requestsOf(probe, needs, wants).map(key => {
		const reply = replies[key];
		return typeof reply === 'string' ? answered(reply) : (reply ?? unanswered('not-found'));
	});
	return (probe as unknown as Erased).parse(answers, needs, wants) as ValueOf<P>;
};
