//! One neural network from a file, and how to run it. Knows tensors, not text.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rten::{Model, NodeId, RunOptions, ThreadPool};
use rten_tensor::NdTensor;

use crate::error::OcrError;

/// A loaded network with one image batch as input and one tensor as output.
pub(crate) struct Network {
    model: Model,
    input: NodeId,
    output: NodeId,
    threads: Option<Arc<ThreadPool>>,
    path: PathBuf,
}

impl Network {
    /// Loads the ONNX file at `path`; it will run on `threads`, or on the process's own pool.
    pub(crate) fn load(path: PathBuf, threads: Option<Arc<ThreadPool>>) -> Result<Self, OcrError> {
        if !path.is_file() {
            return Err(OcrError::ModelMissing(path));
        }
        let model = Model::load_file(&path).map_err(|source| OcrError::ModelUnusable {
            path: path.clone(),
            source: Box::new(source),
        })?;
        let (&[input], &[output]) = (model.input_ids(), model.output_ids()) else {
            return Err(OcrError::ModelUnfit {
                path,
                reason: "it must have one input and one output",
            });
        };
        Ok(Self {
            model,
            input,
            output,
            threads,
            path,
        })
    }

    /// Returns a text that the model's maker stored beside the weights.
    pub(crate) fn metadata(&self, name: &str) -> Option<&str> {
        self.model.metadata().get(name)
    }

    /// Returns the file that the network came from.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs the network on a batch (image, channel, row, column); the answer has `N` dimensions.
    pub(crate) fn run<const N: usize>(&self, batch: NdTensor<f32, 4>) -> Result<NdTensor<f32, N>, OcrError> {
        let options = RunOptions::default().with_thread_pool(self.threads.clone());
        let [answer] = self
            .model
            .run_n(vec![(self.input, batch.into())], [self.output], Some(options))?;
        answer.try_into().map_err(|_| OcrError::UnexpectedOutput)
    }
}
