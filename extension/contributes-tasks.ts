import { preprocess } from '../core/analyses/jobs/preprocess.ts';
import { unitOf } from '../core/analyses/param-unit.ts';
import { schemaOf } from './contributes-settings.ts';

/** What a task in `tasks.json` may say; `preprocess-task.ts` runs it. */
export const taskContributions = {
  taskDefinitions: [
    {
      type: 'neuropyxels',
      required: ['task', 'recording'],
      properties: {
        task: { type: 'string', enum: [preprocess.id], description: preprocess.summary },
        recording: {
          type: 'string',
          description:
            'The recording: its folder or a file in it that names it. From the workspace folder where it is not absolute.',
        },
        stream: {
          type: 'string',
          description: 'Which stream, where there is more than one probe: imec0.ap.',
        },
        params: {
          type: 'object',
          additionalProperties: false,
          description: 'How it is cleaned and where the copy goes; see docs/analyses.md.',
          properties: Object.fromEntries(
            Object.entries(preprocess.params).map(([name, param]) => {
              const unit = unitOf(name);
              return [name, { ...schemaOf(param), description: `${param.doc}${unit ? ` In ${unit}.` : ''}` }];
            }),
          ),
        },
      },
    },
  ],
};
